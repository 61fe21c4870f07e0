import type { NodeId } from './ids.ts';
import type { Message } from './messages.ts';

/** What a message says, as a sentence: `n3 asks n5 for song-07`. */
export function messageText(message: Message, from: NodeId | 'somebody', to: NodeId): string {
  switch (message.type) {
    case 'publish':
      return `${from} publishes ${message.name} at ${to}`;
    case 'published':
      return `${from} tells ${to} that it is stored`;
    case 'find':
      return `${from} asks ${to} who holds ${message.name}`;
    case 'found':
      return `${from} tells ${to} where it is`;
    case 'fetch':
      return `${from} asks ${to} for an item`;
    case 'content':
      return `${from} sends ${to} the item (${message.content.length} bytes)`;
    case 'refused':
      return `${from} refuses ${to}: ${message.code}`;
    case 'join':
      return `${from} becomes a neighbour of ${to}`;
    case 'leave':
      return `${from} takes its leave of ${to}`;
    case 'ping':
      return `${from} pings ${to}`;
    case 'pong':
      return `${from} answers the ping of ${to}`;
    case 'query':
      return `${from} passes on to ${to}: ${message.origin} looks for ${message.name}`;
    case 'hit':
      return `${from} tells ${to}: ${message.holder} holds it`;
    case 'find-node':
      return `${from} asks ${to} for peers near a key`;
    case 'nodes':
      return `${from} names ${message.contacts.length} peers to ${to}`;
    case 'find-providers':
      return `${from} asks ${to} who holds the item of a key`;
    case 'providers':
      return `${from} names ${message.providers.length} holders and ${message.contacts.length} peers to ${to}`;
    case 'add-provider':
      return `${from} tells ${to} that it holds an item`;
    case 'provider-added':
      return `${from} tells ${to} that it remembers`;
    case 'replicate':
      return `${from} gives ${to} a replica of ${message.name}`;
    case 'replicated':
      return `${from} tells ${to} that it keeps the replica`;
    case 'check-replicas':
      return `${from} asks ${to} after ${message.sets.length} replicas`;
    case 'replicas':
      return `${from} tells ${to} that ${message.missing.length} replicas are missing`;
    case 'catch-up':
      return `${from} asks ${to} for everything`;
    case 'caught-up':
      return `${from} tells ${to} that this was everything`;
    case 'file':
      return `${from} tells ${to} the hashes of the file`;
    case 'hashes':
      return `${from} sends ${to} hashes of pieces`;
    case 'have':
      return `${from} tells ${to} that it has ${message.pieces.length} more pieces`;
    case 'offer':
      return `${from} offers ${to} a piece`;
    case 'accept':
      return `${from} takes piece ${message.piece + 1} of ${to}`;
    case 'decline':
      return `${from} wants no piece of ${to} now (${message.reason})`;
    case 'piece':
      return `${from} sends ${to} piece ${message.piece + 1}`;
    case 'move':
      return `${from} tells ${to} its move ${message.tick}`;
    case 'world':
      return `${from} tells ${to} where ${message.players.length} players are`;
    case 'task':
      return `${from} gives ${to} task ${message.task + 1}`;
    case 'task-done':
      return `${from} gives ${to} the result of task ${message.task + 1}`;
  }
}

import { createHash } from 'node:crypto';
import type { ItemHash } from '../../source/protocol/ids.ts';
import { nodeId } from '../../source/protocol/ids.ts';
import { keyOf } from '../../source/protocol/key.ts';
import type { Message } from '../../source/protocol/messages.ts';

const digits = '00112233445566778899aabbccddeeff0123456789abcdef0123456789abcdef';
const hash = digits as ItemHash;
/** The place of `song`: SHA-256 of its name. */
const key = keyOf('song');
const keyDigits = createHash('sha256').update('song').digest('hex');

/** Every message with the bytes of its frame's body: the tag, then its fields. Written by hand, not by the codec. */
export const messageTable: readonly (readonly [Message, string])[] = [
  [
    { type: 'publish', requestId: 1, name: 'song', content: Buffer.from('abc') },
    '00 00000001 00000004 736f6e67 00000003 616263',
  ],
  [{ type: 'publish', requestId: 1, name: '', content: Buffer.alloc(0) }, '00 00000001 00000000 00000000'],
  [{ type: 'published', requestId: 2 }, '01 00000002'],
  [{ type: 'find', requestId: 0xffffffff, name: 'é' }, '02 ffffffff 00000002 c3a9'],
  [{ type: 'found', requestId: 3, hash }, `03 00000003 ${digits}`],
  [{ type: 'fetch', requestId: 0x80000000, hash }, `04 80000000 ${digits}`],
  [{ type: 'content', requestId: 5, content: Buffer.from([0, 255]) }, '05 00000005 00000002 00ff'],
  [{ type: 'refused', requestId: 6, code: 'not-found' }, '06 00000006 00'],
  [{ type: 'refused', requestId: 6, code: 'overloaded' }, '06 00000006 01'],
  [{ type: 'refused', requestId: 6, code: 'wrong-content' }, '06 00000006 02'],
  [{ type: 'refused', requestId: 6, code: 'catching-up' }, '06 00000006 03'],
  [{ type: 'refused', requestId: 6, code: 'free-rider' }, '06 00000006 04'],
  [{ type: 'join' }, '07'],
  [{ type: 'leave' }, '08'],
  [{ type: 'ping', requestId: 7 }, '09 00000007'],
  [{ type: 'pong', requestId: 7 }, '0a 00000007'],
  [
    { type: 'query', origin: nodeId(3), sequence: 16, ttl: 7, hops: 1, name: 'song' },
    '0b 00000003 00000010 07 01 00000004 736f6e67',
  ],
  [
    { type: 'hit', origin: nodeId(3), sequence: 16, hops: 2, holder: nodeId(258), hash, way: [nodeId(5)] },
    `0c 00000003 00000010 02 00000102 ${digits} 00000001 00000005`,
  ],
  [{ type: 'find-node', requestId: 8, target: key }, `0d 00000008 ${keyDigits}`],
  [{ type: 'nodes', requestId: 8, contacts: [nodeId(3), nodeId(258)] }, '0e 00000008 00000002 00000003 00000102'],
  [{ type: 'find-providers', requestId: 9, key }, `0f 00000009 ${keyDigits}`],
  [
    { type: 'providers', requestId: 9, providers: [{ node: nodeId(4), hash }], contacts: [nodeId(5)] },
    `10 00000009 00000001 00000004 ${digits} 00000001 00000005`,
  ],
  [{ type: 'add-provider', requestId: 10, key, hash }, `11 0000000a ${keyDigits} ${digits}`],
  [{ type: 'provider-added', requestId: 10 }, '12 0000000a'],
  [
    {
      type: 'replicate',
      requestId: 11,
      name: 'song',
      holders: [nodeId(1), nodeId(2)],
      author: nodeId(1),
      content: Buffer.from('abc'),
    },
    '13 0000000b 00000004 736f6e67 00000001 00000002 00000001 00000002 00000003 616263',
  ],
  [{ type: 'replicated', requestId: 11 }, '14 0000000b'],
  [
    { type: 'check-replicas', requestId: 12, sets: [{ name: 'song', holders: [nodeId(1)] }] },
    '15 0000000c 00000001 00000004 736f6e67 00000001 00000001',
  ],
  [{ type: 'replicas', requestId: 12, missing: ['song'] }, '16 0000000c 00000001 00000004 736f6e67'],
  [{ type: 'catch-up', requestId: 13 }, '17 0000000d'],
  [{ type: 'caught-up', requestId: 13 }, '18 0000000d'],
  [{ type: 'file', roots: [hash] }, `19 00000001 ${digits}`],
  [{ type: 'hashes', block: 2, hashes: [hash] }, `1a 00000002 00000001 ${digits}`],
  [{ type: 'have', pieces: [1, 258] }, '1b 00000002 00000001 00000102'],
  [{ type: 'offer', pieces: [7] }, '1c 00000001 00000007'],
  [{ type: 'accept', piece: 7, hasHashes: true }, '1d 00000007 01'],
  [{ type: 'decline', reason: 'not-needed' }, '1e 01'],
  [{ type: 'piece', piece: 7, content: Buffer.from('abc') }, '1f 00000007 00000003 616263'],
  [{ type: 'move', tick: 1, x: 2, y: 3, at: 0.5 }, '20 00000001 00000002 00000003 3fe0000000000000'],
  [
    { type: 'world', tick: 9, players: [{ player: nodeId(4), tick: 1, x: 2, y: 3, at: 0.5 }] },
    '21 00000009 00000001 00000004 00000001 00000002 00000003 3fe0000000000000',
  ],
  [{ type: 'task', job: 1, task: 2, from: 3, to: 4 }, '22 00000001 00000002 00000003 00000004'],
  [{ type: 'task-done', job: 1, task: 2, result: 3 }, '23 00000001 00000002 00000003'],
];

import { describe, expect, test } from 'vitest';
import type { Effect } from '../../../source/nodes/contract.ts';
import { type Answer, createExchanges, type Request, type Response } from '../../../source/nodes/parts/exchanges.ts';
import { connectionId, nodeId } from '../../../source/protocol/ids.ts';
import type { Message } from '../../../source/protocol/messages.ts';
import { closes, dials, sends } from '../drive-node.ts';

const ping: Request = { type: 'ping' };
const pong = (requestId: number): Response => ({ type: 'pong', requestId });
const pinged = (connection: number, requestId: number): Effect => sends(connection, { type: 'ping', requestId });
const answered = (requestId: number): Answer => ({ type: 'response', message: pong(requestId) });

/** Exchanges of a peer that has open connections as a test says: node number to connection number. */
function exchanging(open: Record<number, number> = {}) {
  const connections = new Map(Object.entries(open).map(([node, id]) => [nodeId(Number(node)), connectionId(id)]));
  const used: [number, number][] = [];
  let effects: Effect[] = [];
  const answers: Answer[] = [];
  const exchanges = createExchanges({
    emit: (effect) => effects.push(effect),
    connectionTo: (node) => connections.get(node),
    used: (connection, now) => used.push([connection, now]),
  });
  return {
    exchanges,
    answers,
    used,
    connections,
    ask(node: number, now = 0, request = ping, msMax = 100) {
      exchanges.ask(nodeId(node), request, msMax, now, (answer) => answers.push(answer));
    },
    /** What was emitted since the last call. */
    effects() {
      const emitted = effects;
      effects = [];
      return emitted;
    },
    opens(connection: number, node: number, now = 1) {
      connections.set(nodeId(node), connectionId(connection));
      exchanges.connected(connectionId(connection), nodeId(node), now);
    },
    breaks(connection: number, node: number, now = 2) {
      connections.delete(nodeId(node));
      exchanges.disconnected(connectionId(connection), 'ECONNRESET', now);
    },
    hears: (connection: number, message: Response, now = 3) =>
      exchanges.receive(connectionId(connection), message, now),
  };
}

describe('a request to another peer', () => {
  test('goes out over the connection that is there, which is in use from then on, and is answered once', () => {
    const peer = exchanging({ 2: 7 });
    peer.ask(2, 40);
    expect(peer.effects()).toEqual([pinged(7, 1)]);
    expect(peer.used).toEqual([[7, 40]]);
    peer.hears(7, pong(1));
    peer.hears(7, pong(1));
    expect(peer.answers).toEqual([answered(1)]);
    expect(peer.effects()).toEqual([]);
  });

  test('dials once for several, and all go out in order when the connection is open', () => {
    const peer = exchanging();
    for (let count = 0; count < 3; count++) peer.ask(2);
    expect(peer.effects()).toEqual([dials(2)]);
    expect(peer.exchanges.waitingFor(nodeId(2))).toEqual(ping);
    peer.opens(7, 2);
    expect(peer.effects()).toEqual([pinged(7, 1), pinged(7, 2), pinged(7, 3)]);
    expect(peer.exchanges.waitingFor(nodeId(2))).toBeUndefined();
  });

  test('fails when the node cannot be dialled, each of those that waited, and dials anew for the next', () => {
    const peer = exchanging();
    peer.ask(2);
    peer.ask(2);
    peer.exchanges.dialFailed(nodeId(2), 'ECONNREFUSED', 1);
    const failed = { type: 'failed', failure: 'unreachable', reason: 'n2 cannot be dialled: ECONNREFUSED' };
    expect(peer.answers).toEqual([failed, failed]);
    peer.effects();
    peer.ask(2);
    expect(peer.effects()).toEqual([dials(2)]);
  });

  test('is sent once more over a new connection when the first breaks under it, and not a third time', () => {
    const peer = exchanging({ 2: 7 });
    peer.ask(2);
    peer.effects();
    peer.breaks(7, 2);
    expect(peer.effects()).toEqual([dials(2)]);
    peer.opens(8, 2);
    expect(peer.effects()).toEqual([pinged(8, 1)]);
    peer.breaks(8, 2);
    expect(peer.effects()).toEqual([]);
    expect(peer.answers).toEqual([{ type: 'failed', failure: 'unreachable', reason: 'ECONNRESET' }]);
  });

  test('is sent once more over the other connection to the same node when there is one', () => {
    const peer = exchanging({ 2: 7 });
    peer.ask(2);
    peer.effects();
    peer.connections.set(nodeId(2), connectionId(9));
    peer.exchanges.disconnected(connectionId(7), 'ECONNRESET', 2);
    expect(peer.effects()).toEqual([pinged(9, 1)]);
  });

  test('times out at its own time, the dial included, and its late answer is ignored', () => {
    const peer = exchanging({ 3: 8 });
    peer.ask(2, 0, ping, 100);
    peer.ask(3, 10, ping, 20);
    expect(peer.exchanges.deadline()).toBe(30);
    peer.exchanges.tick(29);
    expect(peer.answers).toEqual([]);
    peer.exchanges.tick(30);
    expect(peer.answers).toEqual([{ type: 'failed', failure: 'timed-out', reason: 'n3 did not answer within 20 ms' }]);
    expect(peer.exchanges.deadline()).toBe(100);
    peer.exchanges.tick(100);
    expect(peer.answers).toHaveLength(2);
    expect(peer.exchanges.deadline()).toBeUndefined();
    peer.effects();
    peer.hears(8, pong(2));
    peer.opens(7, 2);
    expect([peer.effects(), peer.answers.length]).toEqual([[], 2]);
  });

  test('is answered by a refusal too', () => {
    const peer = exchanging({ 2: 7 });
    peer.ask(2);
    const refused: Response = { type: 'refused', requestId: 1, code: 'overloaded' };
    peer.hears(7, refused);
    expect(peer.answers).toEqual([{ type: 'response', message: refused }]);
  });

  test('is not answered by somebody else, who happens to use its number', () => {
    const peer = exchanging({ 2: 7, 3: 8 });
    peer.ask(2);
    peer.effects();
    peer.hears(8, pong(1));
    expect([peer.answers, peer.effects()]).toEqual([[], []]);
    peer.hears(7, pong(1));
    expect(peer.answers).toEqual([answered(1)]);
  });

  test.each<[Request, Response['type']]>([
    [{ type: 'ping' }, 'pong'],
    [{ type: 'find-node', target: new Uint32Array(8) as never }, 'nodes'],
    [{ type: 'find-providers', key: new Uint32Array(8) as never }, 'providers'],
    [{ type: 'add-provider', key: new Uint32Array(8) as never, hash: '' as never }, 'provider-added'],
    [{ type: 'fetch', hash: '' as never }, 'content'],
    [{ type: 'check-replicas', sets: [] }, 'replicas'],
  ])('of type %o is answered by %s only: any other answer closes the connection', (request, type) => {
    const all: Response['type'][] = ['nodes', 'providers', 'provider-added', 'content', 'replicas', 'replicated'];
    for (const other of all.filter((one) => one !== type)) {
      const peer = exchanging({ 2: 7 });
      peer.ask(2, 0, request);
      peer.effects();
      peer.hears(7, { type: other, requestId: 1 } as Response);
      expect(peer.effects()).toEqual([closes(7, 'unexpected-message')]);
      expect(peer.answers).toEqual([]);
    }
    const peer = exchanging({ 2: 7 });
    peer.ask(2, 0, request);
    peer.hears(7, { type, requestId: 1 } as Response);
    expect(peer.answers).toHaveLength(1);
  });

  test('is not disturbed by the pong of a keepalive with the same number', () => {
    const peer = exchanging({ 2: 7 });
    peer.ask(2, 0, { type: 'check-replicas', sets: [] });
    peer.effects();
    peer.hears(7, pong(1));
    expect([peer.effects(), peer.answers]).toEqual([[], []]);
  });

  test('fails at once when 10,000 are under way, so that a peer cannot be made to remember more', () => {
    const peer = exchanging({ 2: 7 });
    for (let count = 0; count < 10_000; count++) peer.ask(2);
    peer.effects();
    peer.ask(2);
    expect(peer.effects()).toEqual([]);
    expect(peer.answers).toEqual([{ type: 'failed', failure: 'unreachable', reason: '10000 requests are under way' }]);
    peer.exchanges.tick(100);
    expect(peer.answers).toHaveLength(10_001);
  });

  test('may be asked from within an answer', () => {
    const peer = exchanging({ 2: 7 });
    const order: string[] = [];
    peer.exchanges.ask(nodeId(2), ping, 100, 0, () => {
      order.push('first');
      peer.exchanges.ask(nodeId(2), ping, 100, 5, () => order.push('second'));
    });
    peer.exchanges.tick(100);
    expect(order).toEqual(['first']);
    const asked = peer.effects().map((effect) => (effect as { message: Message & { requestId: number } }).message);
    expect(asked.map(({ requestId }) => requestId)).toEqual([1, 2]);
  });
});

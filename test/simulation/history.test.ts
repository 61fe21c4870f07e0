import { PassThrough } from 'node:stream';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createRandom } from '../../source/base/random.ts';
import { exitCodes } from '../../source/commands/exit-codes.ts';
import type { LabOptions } from '../../source/commands/line/lab-options.ts';
import { standardOptions } from '../../source/commands/line/standards.ts';
import { createOutput } from '../../source/commands/output.ts';
import { run } from '../../source/commands/run/run.ts';
import type { HistoryFigures } from '../../source/lab/check/read-back.ts';
import type { Lab } from '../../source/lab/live/runtime.ts';
import type { LabSettings } from '../../source/lab/rules/state.ts';
import { type NodeId, nodeId } from '../../source/protocol/ids.ts';
import { eachSeedInTurn } from '../base/each-seed.ts';
import {
  acknowledgesAtOnce,
  dropsEveryNthWrite,
  dropsReplicas,
  givesWrongBytes,
  type Mutation,
  placesNoReplica,
  turnsBits,
} from './mutants.ts';
import { withLab, working } from './simulated-lab.ts';

/** What is planted in the nodes of a role when they are made; nothing, unless a test says so. */
const planted = vi.hoisted(() => new Map<string, (logic: never, self: string) => unknown>());

function mutating<Create extends (options: never) => unknown>(role: string, create: Create): Create {
  return ((options: never) => {
    const logic = create(options);
    return planted.get(role)?.(logic as never, (options as { self?: string }).self ?? '') ?? logic;
  }) as Create;
}

vi.mock('../../source/nodes/server/server.ts', async (original) => {
  const real = await original<typeof import('../../source/nodes/server/server.ts')>();
  return { ...real, createServer: mutating('server', real.createServer) };
});
vi.mock('../../source/nodes/client/client.ts', async (original) => {
  const real = await original<typeof import('../../source/nodes/client/client.ts')>();
  return { ...real, createClient: mutating('client', real.createClient) };
});
vi.mock('../../source/nodes/peer/peer.ts', async (original) => {
  const real = await original<typeof import('../../source/nodes/peer/peer.ts')>();
  return { ...real, createPeer: mutating('peer', real.createPeer) };
});

beforeEach(() => planted.clear());

function plant(role: 'server' | 'client' | 'peer', mutation: Mutation, where: (node: NodeId) => boolean = () => true) {
  planted.set(role, (logic, self) => (where(self as NodeId) ? mutation(logic) : logic));
}

const writing = { writeShare: 0.5, rate: 80 };

/** Works under a load that writes, kills so many nodes at seeded moments, one after the other, and reads back what was acknowledged. */
function checkAfterKills(
  changes: Partial<LabSettings>,
  kills: readonly NodeId[],
  { pauseMs = 0, restart = false } = {},
): Promise<HistoryFigures> {
  return withLab({ ...writing, ...changes }, async (lab) => {
    const random = createRandom(changes.seed ?? 1).fork('kills');
    await working(lab);
    for (const node of kills) {
      await pass(lab, 500 + 1_000 * random.unit());
      lab.dispatch({ type: 'kill-node', node });
      await pass(lab, 20 + pauseMs);
      if (restart) lab.dispatch({ type: 'restart-node', node });
      if (restart) await pass(lab, 2_000);
    }
    await pass(lab, 1_000);
    if (kills.length === 0) await lab.drain(); // after a death that waits in vain for bytes that are gone
    return checked(lab);
  });
}

async function checked(lab: Lab): Promise<HistoryFigures> {
  const history = await lab.check(10_000);
  if (history === undefined) throw new Error('no operation was recorded');
  return history;
}

const pass = (lab: Lab, ms: number): Promise<void> => lab.elapsed(ms).done;
const mesh = { mode: 'peer-to-peer', overlay: 'kademlia' } as const;

describe('reading back what was acknowledged', () => {
  test.each([
    ['a star', {}],
    ['a star with two servers', { servers: 2 }],
    ['a mesh', mesh],
    ['a mesh with an index', { mode: 'peer-to-peer', overlay: 'index' }],
    ['a mesh that floods', { mode: 'peer-to-peer', overlay: 'flooding' }],
    ['a mesh with replicas and free riders', { ...mesh, replicas: 3, freeRiders: 0.25 }],
    ['a star of servers alone, but for one', { servers: 2, nodes: 3 }],
  ] as const)('finds everything readable in %s that nobody disturbs, for every seed', async (_what, changes) => {
    await eachSeedInTurn(4, async (seed) => {
      const history = await checkAfterKills({ ...changes, seed }, []);
      expect(history).toMatchObject({ unavailable: 0, lost: 0, corrupt: 0, verdict: 'valid', reason: '' });
      expect(history.checked).toBe(history.acknowledged);
      expect(history.readable).toBe(history.acknowledged);
      expect(history.acknowledged).toBeGreaterThan(30);
      expect(history.operations).toMatchObject({ refused: 0, indefinite: 0 });
    });
  });

  test('is valid after kills that a network must survive, with nothing lost, for every seed', async () => {
    await eachSeedInTurn(8, async (seed) => {
      const star = await checkAfterKills({ servers: 2, seed }, [nodeId(1 + (seed % 2)), nodeId(4)]);
      expect(star).toMatchObject({ lost: 0, corrupt: 0, verdict: 'valid' });
      const peers = [nodeId(1 + (seed % 8)), nodeId(1 + ((seed + 3) % 8))];
      const peerToPeer = await checkAfterKills({ ...mesh, replicas: 3, seed }, peers, { pauseMs: 6_000 });
      expect(peerToPeer).toMatchObject({ lost: 0, corrupt: 0, verdict: 'valid' });
    });
  });

  test('stays valid when all copies died, and counts what is lost', async () => {
    await eachSeedInTurn(4, async (seed) => {
      const star = await checkAfterKills({ seed }, [nodeId(1)]);
      expect(star).toMatchObject({ readable: 0, verdict: 'valid', reason: 'lost is what all holders died of' });
      expect(star.lost).toBe(star.acknowledged);
      const peerToPeer = await checkAfterKills({ ...mesh, seed }, [nodeId(3)]);
      expect(peerToPeer).toMatchObject({ corrupt: 0, verdict: 'valid' });
    });
  });

  test('counts notes of a node that was started again apart from those of its earlier life', async () => {
    const history = await checkAfterKills({ servers: 2, seed: 5 }, [nodeId(3)], { restart: true });
    expect(history).toMatchObject({ lost: 0, verdict: 'valid' });
  });

  test('begins anew when the mode is switched', async () => {
    const history = await withLab({ ...writing, seed: 3 }, async (lab) => {
      await working(lab);
      await pass(lab, 1_000);
      lab.dispatch({ type: 'switch-mode' });
      await working(lab);
      await pass(lab, 1_000);
      await lab.drain();
      return checked(lab);
    });
    expect(history).toMatchObject({ unavailable: 0, lost: 0, corrupt: 0, verdict: 'valid' });
    expect(history.readable).toBe(history.acknowledged);
  });

  test('leaves the figures of the run alone', async () => {
    await withLab({ ...writing, seed: 3 }, async (lab) => {
      await working(lab);
      await pass(lab, 1_000);
      await lab.drain();
      const { requests } = lab.source.current();
      await lab.check(10_000);
      expect(lab.source.current().requests).toEqual(requests);
    });
  });

  test('knows no verdict when there is no time', async () => {
    await withLab({ ...writing, seed: 3 }, async (lab) => {
      await working(lab);
      await pass(lab, 1_000);
      await lab.drain();
      expect(await lab.check(0.5)).toMatchObject({ verdict: 'unknown' });
    });
  });
});

const mutants: readonly (readonly [
  string,
  'server' | 'client' | 'peer',
  Mutation,
  (node: NodeId) => boolean,
  Partial<LabSettings>,
  readonly NodeId[],
  'lost' | 'corrupt',
])[] = [
  ['a server that acknowledges and drops every fifth item', 'server', dropsEveryNthWrite(5), all, {}, [], 'lost'],
  ['a second server that keeps no replica', 'server', dropsReplicas, only(2), { servers: 2 }, [nodeId(1)], 'lost'],
  ['a server whose content turns', 'server', turnsBits, all, {}, [], 'corrupt'],
  ['a server that gives wrong bytes', 'server', givesWrongBytes, all, {}, [], 'corrupt'],
  ['a client that acknowledges what it never sent', 'client', acknowledgesAtOnce, all, {}, [], 'lost'],
  ['peers that keep no replica', 'peer', dropsReplicas, all, { ...mesh, replicas: 2 }, [nodeId(3)], 'lost'],
  ['a peer that places no replica', 'peer', placesNoReplica, only(3), { ...mesh, replicas: 2 }, [nodeId(3)], 'lost'],
  ['a peer that acknowledges what it does not keep', 'peer', acknowledgesAtOnce, only(5), mesh, [], 'lost'],
  ['a peer whose content turns', 'peer', turnsBits, only(5), mesh, [], 'corrupt'],
];

function all(): boolean {
  return true;
}

function only(number: number): (node: NodeId) => boolean {
  return (node) => node === nodeId(number);
}

describe('a planted bug', () => {
  test.each(mutants)('%s is found', async (_what, role, mutation, where, changes, kills, fate) => {
    await eachSeedInTurn(3, async (seed) => {
      plant(role, mutation, where);
      const history = await checkAfterKills({ ...changes, seed }, kills);
      expect(history).toMatchObject({ verdict: 'invalid' });
      expect(history[fate]).toBeGreaterThan(0);
      expect(history.reason).not.toBe('');
      planted.clear();
      expect(await checkAfterKills({ ...changes, seed }, kills)).toMatchObject({ verdict: 'valid', corrupt: 0 });
    });
  });
});

describe('`starmesh run`', () => {
  async function exitOf(): Promise<readonly [number, string]> {
    const options: LabOptions = { ...standardOptions(3), on: 'simulation', durationMs: 1_000, writeShare: 0.5 };
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const code = await run(options, {
      stdout: createOutput(stdout),
      stderr: createOutput(stderr),
      onInterrupt: () => undefined,
    });
    return [code, String(stdout.read())];
  }

  test('says that all is readable, and ends well', async () => {
    const [code, text] = await exitOf();
    expect(code).toBe(exitCodes.fine);
    expect(text).toMatch(/history {4}\d+ acknowledged, all readable: valid\n/);
  });

  test('ends with exit code 1 and says why when something acknowledged is lost that should not be', async () => {
    plant('server', dropsEveryNthWrite(5));
    const [code, text] = await exitOf();
    expect(code).toBe(1);
    expect(text).toMatch(/history .* \d+ lost: invalid; \S+, acknowledged by n1, is lost although/);
  });
});

import { describe, expect, it } from 'vitest';
import { pairFigures, type WindowedLab } from '../../../source/experiments/session/pair-figures.ts';
import type { LabSettings } from '../../../source/lab/rules/state.ts';
import type { LabSnapshot } from '../../../source/lab/view/snapshot.ts';
import { parseLinkPlan } from '../../../source/links/link-text.ts';
import { usualSettings, withLab, working } from '../../simulation/simulated-lab.ts';

/** Works for some time, and until something is there, then counts for three seconds of session time. */
function windowOf(
  changes: Partial<LabSettings>,
  beforeMs = 2_000,
  isThere: (snapshot: LabSnapshot) => boolean = () => true,
): Promise<WindowedLab> {
  return withLab({ ...usualSettings, ...changes }, async (lab) => {
    await working(lab);
    await lab.elapsed(beforeMs).done;
    for (let tries = 0; !isThere(lab.source.current()) && tries < triesMax; tries++) await lab.elapsed(500).done;
    const before = lab.source.current();
    const since = lab.openWindow();
    await lab.elapsed(3_000).done;
    return { before, now: lab.source.current(), window: since() };
  });
}

/** Half seconds of session time. */
const triesMax = 120;

const star = { mode: 'client-server' } as const;
const mesh = { mode: 'peer-to-peer', overlay: 'flooding' } as const;

function rowOf({ rows }: ReturnType<typeof pairFigures>, name: string) {
  return rows.find((row) => row.name === name) ?? expect.fail(`no row ${name}`);
}

describe('the figures of both at once', () => {
  it('count what is in the window alone, however long a lab worked before', async () => {
    const [long, short] = await Promise.all([windowOf(star, 20_000), windowOf(star, 500)]);
    const { n, ms } = pairFigures(long, short);
    expect(long.now.requests.attempted).toBeGreaterThan(800);
    expect(ms).toBeCloseTo(3_000, -2);
    for (const count of Object.values(n)) expect(Math.abs(count - 120)).toBeLessThan(45); // 40 a second, drawn
    const { requests } = long.now;
    expect(n['client-server']).toBe(requests.attempted - long.before.requests.attempted);
  });

  it('take latency from the window, not from before it', async () => {
    const slow = await withLab({ ...usualSettings, ...star }, async (lab) => {
      await working(lab);
      await lab.elapsed(30_000).done;
      const before = lab.source.current();
      const since = lab.openWindow();
      lab.dispatch({ type: 'set-link', link: { lab: satellite(), nodes: new Map() } });
      await lab.elapsed(8_000).done;
      return { before, now: lab.source.current(), window: since() };
    });
    expect(slow.before.requests.latency.p50 ?? 0).toBeLessThan(5);
    expect(slow.window.latency.p50 ?? 0).toBeGreaterThan(400);
    expect(slow.now.requests.latency.p50 ?? 0).toBeLessThan(5);
  });

  it('do not call it worse to serve fewer pages where peers read the others at home', async () => {
    const web = { workload: 'web' } as const;
    const figures = pairFigures(...(await Promise.all([windowOf({ ...star, ...web }), windowOf({ ...mesh, ...web })])));
    const { clientServer, peerToPeer, better } = rowOf(figures, 'served');
    expect(Number.parseFloat(peerToPeer)).toBeLessThan(0.8 * Number.parseFloat(clientServer));
    expect(better).toBeUndefined();
  });

  it.each([
    ['game', 'state age p50', /ms$/, 'stateAgeMs', 1],
    ['tasks', 'a job takes', /s$/, 'jobMs', 1],
    ['distribute', 'all complete', /s$/, 'completionMs', 7], // all but who has it from the start
  ] as const)('of the use %s begin with what it is about', async (workload, name, text, metric, n) => {
    const isThere = ({ workload: { figures } }: LabSnapshot) =>
      (figures.find((figure) => figure.metric === metric)?.n ?? 0) >= n;
    const both = await Promise.all([
      windowOf({ ...star, workload }, 0, isThere),
      windowOf({ ...mesh, workload }, 0, isThere),
    ]);
    const figures = pairFigures(...both);
    const { clientServer, peerToPeer } = rowOf(figures, name);
    expect([clientServer, peerToPeer]).toEqual([expect.stringMatching(text), expect.stringMatching(text)]);
    expect(figures.rows.slice(0, 2).map((row) => row.name)).toContain(name);
  });

  it('name the better one of each figure', async () => {
    const figures = pairFigures(...(await Promise.all([windowOf(star), windowOf(mesh)])));
    expect(rowOf(figures, 'messages/request')).toMatchObject({ clientServer: '4.0', better: 'client-server' });
    expect(rowOf(figures, 'busiest node')).toMatchObject({ clientServer: '100 %', better: 'peer-to-peer' });
    expect(rowOf(figures, 'connections')).toMatchObject({ clientServer: '7', better: 'client-server' });
    expect(rowOf(figures, 'copies an item')).toMatchObject({ better: 'peer-to-peer' });
    expect(rowOf(figures, 'ok')).toMatchObject({ clientServer: '100 %', peerToPeer: '100 %', better: undefined });
    expect(figures.rows.some(({ name }) => name.startsWith('USD'))).toBe(false); // there is no CPU in a simulation
  });

  it('call nothing better when both are the same', async () => {
    const [one, other] = await Promise.all([windowOf(star), windowOf(star)]);
    expect(pairFigures(one, other).rows.map(({ better }) => better)).toEqual(
      pairFigures(one, other).rows.map(() => undefined),
    );
  });

  it('do not call cheaper who fails', async () => {
    const [one, other] = await Promise.all([windowOf(star), windowOf(mesh)]);
    const { requests } = one.now;
    const failing = { ...requests, failed: requests.failed + 60, succeeded: requests.succeeded - 60 };
    const figures = pairFigures({ ...one, now: { ...one.now, requests: failing } }, other);
    expect(rowOf(figures, 'ok').better).toBe('peer-to-peer');
    expect(rowOf(figures, 'messages/request').better).toBeUndefined();
    expect(rowOf(figures, 'connections').better).toBeUndefined();
  });

  it('say nothing of too few requests', async () => {
    const [one, other] = await Promise.all([windowOf(star), windowOf({ ...mesh, rate: 2 })]);
    const { rows, n } = pairFigures(one, other);
    expect(n['peer-to-peer']).toBeLessThan(20);
    expect(rows.filter(({ better }) => better !== undefined)).toEqual([]);
  });
});

function satellite() {
  const plan = parseLinkPlan('satellite');
  if (plan.type !== 'parsed') throw new Error('satellite is a profile');
  return plan.value.lab;
}

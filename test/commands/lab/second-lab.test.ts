import { describe, expect, it, onTestFinished } from 'vitest';
import { openLab } from '../../../source/commands/lab/open-lab.ts';
import { createSecondLab, type SecondLabOptions } from '../../../source/commands/lab/second-lab.ts';
import { lackOf } from '../../../source/commands/lab/second-lab-room.ts';
import type { LabOptions } from '../../../source/commands/line/lab-options.ts';
import { standardOptions } from '../../../source/commands/line/standards.ts';
import { createSessionEvidence } from '../../../source/experiments/session/session-evidence.ts';
import type { Lab } from '../../../source/lab/live/runtime.ts';
import type { LabSnapshot } from '../../../source/lab/view/snapshot.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { whyNotBoth } from '../../../source/ui/state/pair-view.ts';

const options: LabOptions = { ...standardOptions(7), on: 'simulation', nodes: 5, rate: 40 };

/** A lab that works, and what can start another one beside it. */
async function openFirst(changes: Partial<SecondLabOptions> = {}) {
  const first = await openLab(options, 'fast', false);
  onTestFinished(() => first.close());
  await first.reached('working');
  const opened: Lab[] = [];
  const seen: LabSnapshot[] = [];
  const second = createSecondLab({
    options,
    first,
    open: async (wanted) => {
      const lab = await openLab(wanted, 'fast', false);
      opened.push(lab);
      return lab;
    },
    observe: (snapshot) => seen.push(snapshot),
    ...changes,
  });
  onTestFinished(() => second.close());
  return { first, second, opened, seen };
}

/** Asks again and again, a turn of the event loop apart, until something is there. */
async function until<T>(look: () => T | undefined): Promise<T> {
  for (let turn = 0; turn < 1e6; turn++) {
    const found = look();
    if (found !== undefined) return found;
    await new Promise(setImmediate);
  }
  throw new Error(`never came: ${look}`);
}

const bothWork = (second: ReturnType<typeof createSecondLab>) =>
  until(() => {
    const view = second.view();
    return view !== undefined && whyNotBoth(view) === undefined ? view : undefined;
  });

describe('the second lab', () => {
  it('looks into a node of the lab that is meant, and no longer into the other one', async () => {
    const { first, second, opened } = await openFirst();
    second.begin();
    await bothWork(second);
    const [other] = opened;
    if (other === undefined) throw new Error('the second lab is open');
    const lookedAt = (lab: Lab) => lab.source.current().inspection?.node;
    second.inspect(nodeId(2), 'peer-to-peer');
    await until(() => lookedAt(other));
    expect([lookedAt(first), lookedAt(other)]).toEqual([undefined, 'n2']);
    second.inspect(nodeId(3), 'client-server');
    await until(() => lookedAt(first));
    expect([lookedAt(first), lookedAt(other)]).toEqual(['n3', undefined]);
  });

  it('is the other mode, the same otherwise, and is counted from when both work', async () => {
    const { first, second, seen } = await openFirst();
    expect(second.view()).toBeUndefined();
    first.dispatch({ type: 'next-link' });
    expect(second.begin()).toBeUndefined();
    expect(second.view()).toMatchObject({ own: 'client-server', sides: { 'peer-to-peer': { type: 'opening' } } });
    expect(second.view()?.figures).toBeUndefined();
    const { sides, figures } = await bothWork(second);
    const [star, mesh] = [sides['client-server'], sides['peer-to-peer']];
    if (star.type !== 'lab' || mesh.type !== 'lab') throw new Error('both are there');
    const same = ({ seed, nodes, settings: { link, workload, rate } }: LabSnapshot) => ({
      ...{ seed, link, workload, rate },
      ids: nodes.map(({ id }) => id),
    });
    expect(same(mesh.snapshot)).toEqual(same(star.snapshot));
    expect(same(mesh.snapshot).link).toBe('lan');
    expect([star.snapshot.mode, mesh.snapshot.mode]).toEqual(['client-server', 'peer-to-peer']);
    expect(figures?.n['client-server']).toBeLessThan(20);
    await until(() => (seen.some(({ phase }) => phase === 'working') ? true : undefined));
  });

  it('is evidence for the claims: both modes without a switch', async () => {
    const evidence = createSessionEvidence();
    const { first, second } = await openFirst({ observe: evidence.observe });
    await until(() => (first.source.current().requests.fetched > 30 ? true : undefined));
    evidence.observe(first.source.current());
    const soFar = () => evidence.rows().find(({ claim }) => claim === 'roles');
    expect(soFar()).toMatchObject({ soFar: 'not enough yet' });
    second.begin();
    await until(() => (soFar()?.soFar === 'as claimed' ? true : undefined));
  });

  it('gets what the first gets, but no switch of mode', async () => {
    const { first, second, opened } = await openFirst();
    second.begin();
    await bothWork(second);
    second.dispatch({ type: 'switch-mode' });
    second.dispatch({ type: 'kill-node', node: nodeId(3) });
    second.dispatch({ type: 'next-link' });
    for (const lab of [first, opened[0] ?? expect.fail()]) {
      await until(() => (lab.source.current().nodes[2]?.state === 'down' ? true : undefined));
      expect(lab.source.current()).toMatchObject({ generation: 1, settings: { link: 'lan' } });
    }
  });

  it('counts anew with a new generation of one of the two', async () => {
    const { second } = await openFirst();
    second.begin();
    await bothWork(second);
    await until(() => ((second.view()?.figures?.ms ?? 0) > 3_000 ? true : undefined));
    second.dispatch({ type: 'switch-overlay' });
    expect(second.view()?.figures).toBeUndefined();
    expect((await bothWork(second)).figures?.ms).toBeLessThan(3_000);
  });

  it('gives one file to everybody in both at the same time', async () => {
    const { first, second, opened } = await openFirst();
    first.dispatch({ type: 'reorganise', to: { workload: 'distribute' } });
    const isAtWork = ({ generation, phase }: LabSnapshot) => generation === 2 && phase === 'working';
    await until(() => (isAtWork(first.source.current()) ? true : undefined));
    expect(second.begin()).toBeUndefined();
    await until(() => (first.source.current().generation === 3 ? true : undefined));
    await bothWork(second);
    expect([first, ...opened].map((lab) => lab.source.current().generation)).toEqual([3, 2]);
  });

  it('ends and begins again, and leaves the first as it was', async () => {
    const { first, second, opened } = await openFirst();
    for (const count of [1, 2]) {
      expect(second.begin()).toBeUndefined();
      await bothWork(second);
      expect(opened).toHaveLength(count);
      second.end();
      expect(second.view()).toBeUndefined();
    }
    expect(first.source.current()).toMatchObject({ phase: 'working', generation: 1, mode: 'client-server' });
    const { succeeded } = first.source.current().requests;
    await until(() => (first.source.current().requests.succeeded > succeeded ? true : undefined));
  });

  it('that is ended while it is being opened is closed as soon as it is there', async () => {
    let let_go: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      let_go = resolve;
    });
    const closed: string[] = [];
    const { second } = await openFirst({
      open: async (wanted) => {
        await gate;
        const lab = await openLab(wanted, 'fast', false);
        return { ...lab, close: () => lab.close().then(() => void closed.push('closed')) };
      },
    });
    second.begin();
    await new Promise(setImmediate);
    const closing = second.close();
    expect(second.view()).toBeUndefined();
    let_go();
    await closing;
    expect(closed).toEqual(['closed']);
  });

  it('that cannot start says why, and the first goes on', async () => {
    const { first, second } = await openFirst({ open: () => Promise.reject(new Error('no ports are left')) });
    second.begin();
    const failed = await until(() => {
      const side = second.view()?.sides['peer-to-peer'];
      return side?.type === 'failed' ? side : undefined;
    });
    expect(failed.reason).toBe('no ports are left');
    expect(first.source.current().phase).toBe('working');
    second.end();
    expect(second.view()).toBeUndefined();
  });

  it('does not begin beside a lab that is hurt or stands still, and says what to press', async () => {
    const { first, second } = await openFirst();
    first.dispatch({ type: 'pause-time' });
    expect(second.begin()).toMatch(/space/);
    first.dispatch({ type: 'pause-time' });
    first.dispatch({ type: 'kill-node', node: nodeId(2) });
    await until(() => (first.source.current().nodes[1]?.state === 'down' ? true : undefined));
    expect(second.begin()).toMatch(/n2 is down: r starts it again/);
    expect(second.view()).toBeUndefined();
  });

  it('is refused for want of open files or memory, with the figures', () => {
    const plenty = { memoryBytes: 2 ** 34, openFiles: 1_024, openFilesNow: 460 };
    expect(lackOf(8, plenty)).toBeUndefined();
    expect(lackOf(200, plenty)).toMatch(/1092 open files, allowed are 1024.*ulimit -n 1092/);
    expect(lackOf(64, { ...plenty, memoryBytes: 2 ** 29 })).toMatch(/64 more processes.*free are 512 MiB/);
  });
});

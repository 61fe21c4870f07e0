import { describe, expect, it, onTestFinished } from 'vitest';
import { openLab } from '../../../source/commands/lab/open-lab.ts';
import { standardOptions } from '../../../source/commands/line/standards.ts';
import type { Intent } from '../../../source/lab/rules/intent.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { type LessonSetup, mended, turned } from '../../../source/ui/lesson/setup.ts';

/** A simulated lab of eight nodes, client-server, made what a lesson begins with; gives the steps that its mode and overlay took. `before`: what somebody did to it. */
async function begin(setup: LessonSetup, ...before: readonly Intent[]) {
  const lab = await openLab({ ...standardOptions(7), on: 'simulation' }, 'fast', false);
  onTestFinished(() => lab.close());
  await lab.reached('working');
  const steps: string[] = [];
  const { rate } = lab.source.current().settings;
  for (const intent of before) {
    lab.dispatch(intent);
    await lab.elapsed(1_000).done;
  }
  for (const intent of mended(setup, lab.source.current(), rate)) lab.dispatch(intent);
  for (let looks = 0; looks < 100; looks++) {
    const next = turned(setup, lab.source.current());
    if (next === 'there') break;
    if (next !== 'not now') {
      steps.push(next.type);
      lab.dispatch(next);
    }
    await lab.elapsed(200).done;
  }
  await lab.elapsed(2_000).done;
  const { mode, nodes, settings, cuts, pace } = lab.source.current();
  const ready = nodes.filter(({ state }) => state === 'ready').length;
  const { overlay, workload } = settings;
  return {
    mode,
    nodes: nodes.length,
    overlay,
    steps,
    ready,
    workload,
    cuts: cuts.length,
    pace,
    isAtRate: settings.rate === rate,
  };
}

describe('the lab in which a lesson begins', () => {
  it('loses nodes, and turns to its mode and then to its overlay', async () =>
    expect(await begin({ mode: 'peer-to-peer', nodes: 4, overlay: 'flooding' })).toMatchObject({
      mode: 'peer-to-peer',
      nodes: 4,
      overlay: 'flooding',
      steps: ['reorganise'],
    }));

  it('is whole and works on items at its pace again, whatever was done to it', async () =>
    expect(
      await begin(
        { mode: 'client-server', nodes: 8, overlay: undefined },
        { type: 'switch-workload' },
        { type: 'switch-workload' },
        { type: 'fault', fault: { type: 'cut', a: nodeId(2), b: nodeId(3) } },
        { type: 'kill-node', node: nodeId(1) },
        { type: 'set-rate', rate: 3 },
        { type: 'set-pace', pace: 0.5 },
      ),
    ).toEqual({
      ...{ mode: 'client-server', nodes: 8, overlay: undefined, steps: ['reorganise'] },
      ...{ ready: 8, workload: 'files', cuts: 0, pace: 1, isAtRate: true },
    }));

  it('gets nodes', async () =>
    expect(await begin({ mode: 'client-server', nodes: 11, overlay: undefined })).toMatchObject({
      nodes: 11,
      steps: [],
    }));

  it('stays as it is where the lesson says nothing', async () =>
    expect(await begin({ mode: 'client-server', nodes: undefined, overlay: undefined })).toMatchObject({
      nodes: 8,
      mode: 'client-server',
      steps: [],
    }));
});

import { describe, expect, it, onTestFinished } from 'vitest';
import { openLab } from '../../source/commands/open-lab.ts';
import { parseOptions } from '../../source/commands/options.ts';
import { type LessonSetup, resized, turned } from '../../source/ui/lesson-setup.ts';

/** A simulated lab of eight nodes, client-server, made what a lesson begins with; gives the steps that its mode and overlay took. */
async function begin(setup: LessonSetup) {
  const values = new Map([['on', 'simulation']]);
  const written = { words: [], values, switches: new Set<string>(), lists: new Map<string, string[]>(), version: '' };
  const lab = await openLab(parseOptions(written, { freshSeed: 7, noColor: undefined }), 'fast', false);
  onTestFinished(() => lab.close());
  await lab.reached('working');
  const steps: string[] = [];
  for (const intent of resized(setup, lab.source.current())) lab.dispatch(intent);
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
  const { mode, nodes, settings } = lab.source.current();
  return { mode, nodes: nodes.length, overlay: settings.overlay, steps };
}

describe('the lab in which a lesson begins', () => {
  it('loses nodes, and turns to its mode and then to its overlay', async () =>
    expect(await begin({ mode: 'peer-to-peer', nodes: 4, overlay: 'flooding' })).toEqual({
      mode: 'peer-to-peer',
      nodes: 4,
      overlay: 'flooding',
      steps: ['switch-mode', 'switch-overlay', 'switch-overlay'],
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

import { describe, expect, it } from 'vitest';
import { sessionMarkdown } from '../../../source/commands/dashboard/session-report.ts';
import { openLab } from '../../../source/commands/lab/open-lab.ts';
import type { LabOptions } from '../../../source/commands/line/lab-options.ts';
import { standardOptions } from '../../../source/commands/line/standards.ts';
import { createSessionEvidence } from '../../../source/experiments/session/session-evidence.ts';
import type { Intent } from '../../../source/lab/rules/intent.ts';
import { createTheme } from '../../../source/ui/drawing/theme.ts';
import { claimsPane } from '../../../source/ui/panes/claims.ts';
import { widthOf } from '../../ui/pane-rows.ts';

const options: LabOptions = { ...standardOptions(7), on: 'simulation', rate: 40, nodes: 6 };

/** Plays a simulated session: works three seconds before the first intent and after each. */
async function play(intents: readonly Intent[]) {
  const lab = await openLab(options, 'fast', false);
  const evidence = createSessionEvidence();
  const look = async (): Promise<void> => {
    await lab.reached('working');
    await lab.elapsed(3_000).done;
    evidence.observe(lab.source.current());
  };
  await look();
  for (const intent of intents) {
    lab.dispatch(intent);
    await look();
  }
  const snapshot = lab.source.current();
  await lab.close();
  return { rows: evidence.rows(), snapshot };
}

const soFar = (rows: Awaited<ReturnType<typeof play>>['rows']) =>
  Object.fromEntries(rows.map((row) => [row.claim, row.soFar]));

describe('the claims so far', () => {
  it('need both modes, and say what to press', async () => {
    const { rows } = await play([]);
    expect(new Set(Object.values(soFar(rows)))).toEqual(new Set(['not enough yet']));
    expect(rows.map(({ peerToPeer }) => peerToPeer)).toEqual(rows.map(() => 'press m'));
    expect(rows.find(({ claim }) => claim === 'stability')?.clientServer).toBe('press x');
    expect(rows.find(({ claim }) => claim === 'scale')?.clientServer).toBe('press +');
  });

  it('outlive the switch of mode', async () => {
    const { rows } = await play([{ type: 'switch-mode' }]);
    expect(soFar(rows)).toMatchObject({
      roles: 'as claimed',
      data: 'as claimed',
      service: 'as claimed',
      cost: 'as claimed',
      scale: 'not enough yet',
    });
  });

  it('count what is left after a loss, and how things grow, from what was seen', async () => {
    const add = Array.from({ length: 4 }, (): Intent => ({ type: 'add-node' }));
    const { rows } = await play([...add, { type: 'kill-node', node: 'n3' as never }, { type: 'switch-mode' }]);
    const of = (claim: string) => rows.find((row) => row.claim === claim);
    expect(Number(of('stability')?.clientServer)).toBeGreaterThan(0.95);
    expect(Math.abs(Number(of('scale')?.clientServer))).toBeLessThan(0.3);
  });

  it('begin to count anew when a node dies: what went well before does not hide the loss', async () => {
    const { rows } = await play([{ type: 'kill-node', node: 'n1' as never }]);
    expect(Number(rows.find(({ claim }) => claim === 'stability')?.clientServer)).toBeLessThan(0.1);
  });

  it('compare sizes only among peers that find things in the same way', async () => {
    const add = Array.from({ length: 6 }, (): Intent => ({ type: 'add-node' }));
    const of = async (intents: readonly Intent[]) =>
      (await play(intents)).rows.find(({ claim }) => claim === 'scale')?.peerToPeer;
    const flooded: readonly Intent[] = [
      { type: 'switch-mode' },
      { type: 'switch-overlay' },
      { type: 'switch-overlay' },
    ];
    expect(Number(await of([...flooded, ...add]))).toBeGreaterThan(1);
    expect(Number(await of([...flooded, ...add, { type: 'switch-overlay' }]))).toBeLessThan(0.5); // Kademlia, with 6 nodes before and 12 now
  });
});

describe('the pane of claims', () => {
  it.each([
    [60, 13],
    [80, 21],
    [200, 57],
  ])('fills its rectangle exactly at %ix%i, in ASCII too', async (width, height) => {
    const { rows } = await play([]);
    for (const isAscii of [false, true]) {
      const drawn = claimsPane(createTheme('client-server', 'none', isAscii), { left: 0, top: 1, width, height }, rows);
      expect(drawn.map(widthOf)).toEqual(Array.from({ length: height }, () => width));
    }
  });
});

describe('a session as Markdown', () => {
  it('has the claims with their figures, and says what it is not', async () => {
    const { rows, snapshot } = await play([]);
    const page = sessionMarkdown(rows, snapshot);
    expect(page).toContain('| roles | Gini coefficient of the served share');
    expect(page).toMatch(/n = 1 session, seed 7, .* no verdict/);
  });
});

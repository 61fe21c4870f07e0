import { describe, expect, test } from 'vitest';
import { runSummary } from '../../../source/commands/run/run-summary.ts';
import { runDocument } from '../../../source/experiments/documents/run-document.ts';
import type { LabSnapshot } from '../../../source/lab/view/snapshot.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { snapshotOf } from '../../ui/snapshots.ts';

/** The lines of a summary without a history, as the dashboard prints it at its end. */
function linesOf(changes: Partial<LabSnapshot>): readonly string[] {
  return runSummary(runDocument({ ...snapshotOf({ mode: 'client-server', nodes: 4 }), ...changes }, 1_000)).split('\n');
}

const doubts = [{ cause: 'node-died', text: 'n2 died, and no fault of the lab did it (killed (SIGKILL))' }] as const;

describe('a summary', () => {
  test('says what no fault explains, also where nothing is read back', () => {
    expect(linesOf({ doubts })).toContain('  unclear    n2 died, and no fault of the lab did it (killed (SIGKILL))');
    expect(linesOf({}).join('\n')).not.toContain('unclear');
  });

  test('says when time stood still, and what that means for the figures', () => {
    const standstills = [
      { atMs: 4_495, ms: 20_010, kind: 'all' },
      { atMs: 30_000, ms: 312_000, kind: 'asleep' },
    ] as const;
    expect(linesOf({ standstills }).filter((line) => /^ {2}time /.test(line))).toEqual([
      '  time       all processes stood still for 20.0 s: that is left out of all figures (4.5 s after the work began)',
      "  time       the clock on the wall went on by 312.0 s without the machine's: it slept, or that clock was set; no figure counts it (30.0 s after the work began)",
    ]);
  });

  test('says of one before the work when it began', () => {
    const standstills = [{ atMs: -1_210, ms: 3_000, kind: 'lab' }] as const;
    expect(linesOf({ standstills }).find((line) => /^ {2}time /.test(line))).toMatch(
      /\(1\.2 s before the work began\)$/,
    );
  });

  test('says which faults did not happen, and why', () => {
    const faultsMissed = [{ atMs: 5_000, fault: 'kill', target: 'n3', why: 'the run was over before' }];
    expect(linesOf({ faultsMissed })).toContain(
      '  fault      kill n3 at 5.0 s did not happen: the run was over before',
    );
  });

  test('counts the stores whose end was cut off, and shows two', () => {
    const storesMended = [1, 2, 3].map((number) => ({ node: nodeId(number), text: `${number} bytes were cut off` }));
    expect(linesOf({ storesMended })).toContain(
      '  mended     3 stores; n1: 1 bytes were cut off; n2: 2 bytes were cut off; and 1 more',
    );
    expect(linesOf({ storesMended: storesMended.slice(2) })).toContain(
      '  mended     1 store; n3: 3 bytes were cut off',
    );
  });

  test('has both in the document, and neither field where there is nothing to say', () => {
    const quiet = runDocument(snapshotOf({ mode: 'client-server', nodes: 4 }), 1_000);
    expect([quiet.doubts, quiet.standstills]).toEqual([undefined, undefined]);
    expect([quiet.faultsMissed, quiet.storesMended]).toEqual([undefined, undefined]);
    expect(runDocument({ ...snapshotOf({ mode: 'client-server', nodes: 4 }), doubts }, 1_000).doubts).toEqual(doubts);
  });
});

import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { repeatLines } from '../../../../source/commands/dashboard/prompt/repeat-lines.ts';
import { createSessionLog } from '../../../../source/commands/dashboard/prompt/session-log.ts';
import type { LabOptions } from '../../../../source/commands/line/lab-options.ts';
import { parseCommandLine } from '../../../../source/invocation.ts';
import type { Intent } from '../../../../source/lab/rules/intent.ts';
import type { LabSnapshot } from '../../../../source/lab/view/snapshot.ts';
import { nodeId } from '../../../../source/protocol/ids.ts';
import { snapshotOf } from '../../../ui/snapshots.ts';

const surroundings = { freshSeed: 77, noColor: undefined };

function parsed(argv: readonly string[]): LabOptions {
  const invocation = parseCommandLine(argv, surroundings);
  return invocation.type === 'run' || invocation.type === 'dashboard'
    ? invocation.options
    : expect.fail(invocation.type);
}

/** The words that a shell makes of a script of one command. */
function wordsInShell(lines: readonly string[]): string[] {
  const script = `starmesh() { printf '%s\\n' "$@"; }\n${lines.join('\n')}\n`;
  return execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' }).split('\n').slice(0, -1);
}

/** What is left of a session of so many milliseconds of work, in which these were asked for. */
function sessionOf(options: LabOptions, asked: readonly (readonly [workedMs: number, Intent])[], endMs: number) {
  const base = snapshotOf({ mode: 'client-server', nodes: 8 });
  let now: LabSnapshot = { ...base, phase: 'starting', now: 0 };
  const changes: (() => void)[] = [];
  const log = createSessionLog({
    current: () => now,
    onChange(call) {
      changes.push(call);
      return () => undefined;
    },
  });
  const at = (ms: number) => {
    now = { ...base, phase: 'working', now: 1_500 + ms };
    for (const change of changes) change();
  };
  at(0);
  for (const [ms, intent] of asked) {
    at(ms);
    log.add(intent);
  }
  at(endMs);
  return { lines: repeatLines(options, log.done().commands, log.workedMs()), done: log.done().commands };
}

describe('the command line that does the same again', () => {
  it.each([
    [['--seed', '5']],
    [['--seed', '5', '--mode', 'mesh', '--overlay', 'flooding', '--ttl', '7', '--nodes', '12', '--rate', '2.5']],
    [['--link', 'wan; n3: mobile,up=1mbit', '--workload', 'game', '--tick-rate', '30', '--memory']],
    [['--on', 'simulation', '--replicas', '2', '--k', '3', '--capacity', '0', '--pace', '0.1', '--file-size', '2m']],
    [['--data', "/tmp/a b$HOME'`x", '--servers', '2', '--free-riders', '0.25', '--write-share', '0.1']],
    [['--fault', '2s partition n1,n2 | n3 for 4s', '--fault', '3s slow busiest 10x']],
  ])('gives the lab of %j', (argv) => {
    const options = parsed(argv);
    const { lines } = sessionOf(options, [], 9_200);
    const [command, ...words] = wordsInShell(lines);
    expect(command).toBe('run');
    expect(parsed(['run', ...words])).toEqual({ ...options, durationMs: 10_000 });
  });

  it('is one that a run takes, with faults that cannot happen in it as comments', () => {
    const options = parsed(['--seed', '5', '--fault', '40s kill n2']);
    const { lines } = sessionOf(
      options,
      [
        [9_000, { type: 'kill-node', node: nodeId(9) }],
        [10_000, { type: 'kill-node', node: nodeId(3) }],
      ],
      10_000,
    );
    expect(lines.slice(0, -1)).toEqual([
      '# 40s kill n2 (cannot happen in this run: the run is over after 11s)',
      '# 9s kill n9 (cannot happen in this run: there is no n9, only n1 … n8)',
    ]);
    expect(parsed(wordsInShell(lines)).faults).toEqual([
      { atMs: 10_000, fault: { type: 'kill', target: 'n3' }, forMs: undefined },
    ]);
  });

  it('has every fault at its time since the work began, and what a run cannot do as a comment', () => {
    const options = parsed(['--seed', '5', '--fault', '1s heal']);
    const { lines, done } = sessionOf(
      options,
      [
        [3_210, { type: 'kill-node', node: nodeId(3) }],
        [4_000, { type: 'switch-mode' }],
        [5_000, { type: 'fault', fault: { type: 'partition', groups: [[nodeId(1), nodeId(2)]] }, forMs: 500 }],
        [
          6_000,
          {
            type: 'schedule-fault',
            scheduled: { atMs: 3_000, fault: { type: 'kill', target: 'server' }, forMs: undefined },
          },
        ],
        [7_000, { type: 'restart-node', node: nodeId(3) }],
        [8_000, { type: 'set-rate', rate: 50 }],
      ],
      12_001,
    );
    expect(lines.slice(0, -1)).toEqual([
      '# after 4 s: mode peer-to-peer (a run has no flag for it)',
      '# after 8 s: rate 50 (a run has no flag for it)',
    ]);
    const again = parsed(wordsInShell(lines));
    expect(again.durationMs).toBe(13_000);
    expect(again.faults).toEqual([
      { atMs: 1_000, fault: { type: 'heal' }, forMs: undefined },
      { atMs: 3_200, fault: { type: 'kill', target: 'n3' }, forMs: undefined },
      { atMs: 5_000, fault: { type: 'partition', groups: [['n1', 'n2']] }, forMs: 500 },
      { atMs: 9_000, fault: { type: 'kill', target: 'server' }, forMs: undefined },
      { atMs: 7_000, fault: { type: 'restart', target: 'n3' }, forMs: undefined },
    ]);
    expect({ ...again, faults: [], durationMs: 0 }).toEqual({ ...options, faults: [], durationMs: 0 });
    expect(done.map(({ at, text }) => `${at} ${text}`)).toEqual([
      '4710 kill n3',
      '5500 mode peer-to-peer',
      '6500 partition n1,n2 for 500ms',
      '7500 fault 3s kill server',
      '8500 restart n3',
      '9500 rate 50',
    ]);
  });
});

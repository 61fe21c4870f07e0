import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ClaimRow } from '../experiments/session-evidence.ts';
import type { LabSnapshot } from '../lab/snapshot.ts';
import { writeWhole } from './report-file.ts';

const filesMax = 1_000;

/** Writes what a session has shown so far beside where it was started, under a name that is free. Gives what to tell the person; never throws. */
export function exportSession(rows: readonly ClaimRow[], snapshot: LabSnapshot, folder: string): string {
  const base = path.join(folder, `starmesh-session-${snapshot.seed}`);
  const names = Array.from({ length: filesMax }, (_, at) => `${base}${at === 0 ? '' : `-${at + 1}`}.md`);
  const free = names.find((name) => !existsSync(name));
  if (free === undefined) return `not exported: ${base}.md and ${filesMax - 1} more are there already`;
  try {
    writeWhole(free, sessionMarkdown(rows, snapshot));
    return `exported to ${free}`;
  } catch (error) {
    return `not exported: ${(error as Error).message}`;
  }
}

function sessionMarkdown(rows: readonly ClaimRow[], { seed, measuredOn, settings, nodes }: LabSnapshot): string {
  const head = ['claim', 'counted', 'client-server', 'peer-to-peer', 'so far'];
  const lines = [
    head,
    head.map(() => '---'),
    ...rows.map((row) => [row.claim, row.counted, row.clientServer, row.peerToPeer, row.soFar]),
  ];
  return `# A session of starmesh

${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}

Measured on ${measuredOn}, n = 1 session, seed ${seed}, ${nodes.length} nodes at the end, ${settings.workload}, ${settings.link}: what was seen while somebody played, no verdict.
To measure it: \`starmesh compare --nodes ${Math.max(2, nodes.length)} --seed ${seed}\`
`;
}

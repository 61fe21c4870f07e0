import type { ClaimRow } from '../experiments/session-evidence.ts';
import type { LabSnapshot } from '../lab/snapshot.ts';

/** What a session has shown of the seven claims so far, as a page of Markdown. */
export function sessionMarkdown(rows: readonly ClaimRow[], { seed, measuredOn, settings, nodes }: LabSnapshot): string {
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

import { harmless } from '../../base/harmless.ts';
import { markdownTable } from '../../experiments/documents/markdown-table.ts';
import type { ClaimRow, SessionEvidence } from '../../experiments/session/session-evidence.ts';
import type { LabSnapshot } from '../../lab/view/snapshot.ts';

/** What a session has shown of the seven claims so far, as a page of Markdown. */
export function sessionMarkdown(rows: readonly ClaimRow[], { seed, measuredOn, settings, nodes }: LabSnapshot): string {
  const head = ['claim', 'counted', 'client-server', 'peer-to-peer', 'so far'];
  const table = markdownTable(
    head,
    rows.map((row) => [row.claim, row.counted, row.clientServer, row.peerToPeer, row.soFar]),
  );
  return `# A session of starmesh

${table.join('\n')}

Measured on ${measuredOn}, n = 1 session, seed ${seed}, ${nodes.length} nodes at the end, ${settings.workload}, ${harmless(settings.link)}: what was seen while somebody played, no verdict.
To measure it: \`${measuredBy(seed, nodes.length)}\`
`;
}

let drawing: ReturnType<typeof load> | undefined;

/** Loads what draws the figures of a page: it is large, and not needed before somebody asks for one. Once loaded, no file is needed for it. */
export function loadDrawing(): ReturnType<typeof load> {
  drawing ??= load();
  return drawing;
}

async function load() {
  const [{ createCharts }, { sessionHtml }] = await Promise.all([
    import('../../experiments/report/charts.ts'),
    import('../../experiments/report/session-html.ts'),
  ]).catch(() => {
    throw new Error('starmesh was replaced or removed while it ran; start it again');
  });
  return { createCharts, sessionHtml };
}

/** The same as a page to hand out. */
export async function sessionPage(evidence: SessionEvidence, snapshot: LabSnapshot, version: string): Promise<string> {
  const { seed, measuredOn, settings, nodes } = snapshot;
  const [rows, runs] = [evidence.rows(), evidence.runs()];
  const { createCharts, sessionHtml } = await loadDrawing();
  const origin = {
    measuredOn,
    seed,
    settings: `${nodes.length} nodes, ${settings.workload}, ${settings.link}`,
    version,
    command: measuredBy(seed, nodes.length),
  };
  return sessionHtml(rows, runs, origin, createCharts());
}

function measuredBy(seed: number, nodes: number): string {
  return `starmesh compare --nodes ${Math.max(2, nodes)} --seed ${seed} --report report.html`;
}

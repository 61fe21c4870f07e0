import { claims } from '../experiments/claims.ts';
import type { ClaimName } from '../experiments/experiment.ts';
import type { ClaimRow } from '../experiments/session-evidence.ts';
import type { LabSnapshot } from '../lab/snapshot.ts';
import { type LessonWords, termIn } from './lesson-words.ts';

/** The student's own lab as it is. */
export function hereNow(words: LessonWords, { nodes, links, requests }: LabSnapshot): string {
  const living = nodes.filter(({ state }) => state !== 'down').length;
  const cost = requests.messagesPerRequest?.toFixed(1) ?? '-';
  return `${words.here}: ${living} ${words.nodes}, ${links} ${words.links}, ${words.messagesPerRequest} ${cost}`;
}

/** What the session has shown of a claim in both modes, or what to press to see it. */
export function hereSoFar(words: LessonWords, claim: ClaimName, rows: readonly ClaimRow[]): readonly string[] {
  const row = rows.find((one) => one.claim === claim);
  const metric = claims.find((one) => one.claim === claim)?.measurements[0].metric;
  if (row === undefined || metric === undefined) return [];
  const term = (text: string): string => termIn(words, text);
  const figures = `client-server ${term(row.clientServer)}, peer-to-peer ${term(row.peerToPeer)}`;
  return [`${words.soFar}: ${term(metric.name)} (${term(metric.unit)}): ${figures}`];
}

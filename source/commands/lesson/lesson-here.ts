import { claims } from '../../experiments/claims/claims.ts';
import type { Lesson } from '../../experiments/lesson.ts';
import type { SessionEvidence } from '../../experiments/session/session-evidence.ts';
import type { LabSnapshot } from '../../lab/view/snapshot.ts';
import { type LessonWords, termIn } from './lesson-words.ts';

/** The student's own lab as it is. */
export function hereNow(words: LessonWords, { nodes, links, requests }: LabSnapshot): string {
  const living = nodes.filter(({ state }) => state !== 'down').length;
  const cost = requests.messagesPerRequest?.toFixed(1) ?? '-';
  return `${words.here}: ${living} ${words.nodes}, ${links} ${words.links}, ${words.messagesPerRequest} ${cost}`;
}

/** What the session has shown in both modes of what was asked, or what to press to see it. */
export function hereSoFar(
  words: LessonWords,
  lesson: Lesson,
  evidence: Pick<SessionEvidence, 'row'>,
): readonly string[] {
  const metric = claims.find(({ claim }) => claim === lesson.measures)?.measurements[askedOf(lesson)]?.metric;
  const row = evidence.row(lesson.measures, askedOf(lesson));
  if (row === undefined || metric === undefined) return [];
  const term = (text: string): string => termIn(words, text);
  const figures = `client-server ${term(row.clientServer)}, peer-to-peer ${term(row.peerToPeer)}`;
  return [`${words.soFar}: ${term(metric.name)} (${term(metric.unit)}): ${figures}`];
}

/** Which measurement of its experiment answers the question, from 0. */
export function askedOf({ predict }: Lesson): number {
  return predict.type === 'number' ? predict.measurement - 1 : 0;
}

import type { Report } from '../../protocol/control/reports.ts';

const portMax = 65_535;

/**
 * The place at which a node says that it listens, if it cannot be there: another host than the lab gave it (undefined: none), or a port that does not
 * exist (0: it does not listen). The others dial what the lab tells them.
 */
export function impossiblePlace(report: Report, givenHost: string | undefined): string | undefined {
  if (report.type !== 'configured') return undefined;
  const { host, port } = report;
  const isRight = (givenHost === undefined || host === givenHost) && port <= portMax;
  return isRight ? undefined : `${host}:${port}`;
}

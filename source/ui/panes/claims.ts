import type { ClaimRow } from '../../experiments/session/session-evidence.ts';
import { bordered, innerHeight, innerWidth } from '../drawing/border.ts';
import type { Rectangle } from '../drawing/layout.ts';
import { type Row, row, type Segment } from '../drawing/text.ts';
import type { ColorRole, Theme } from '../drawing/theme.ts';

const nameWidth = 11;
const figureWidth = 15;

/** The seven claims as they stand in this session. */
export function claimsPane(theme: Theme, area: Rectangle, claims: readonly ClaimRow[]): Row[] {
  const width = innerWidth(area);
  const height = innerHeight(area);
  const perClaim = Math.max(1, Math.min(4, Math.floor((height - 2) / Math.max(1, claims.length))));
  const head: Segment[] = [
    ['secondary', ''.padEnd(nameWidth)],
    ['server', 'client-server'.padEnd(figureWidth)],
    ['peer', 'peer-to-peer'.padEnd(figureWidth)],
    ['secondary', 'so far'],
  ];
  const lines = claims.flatMap((claim) => linesOf(claim).slice(0, perClaim));
  const rows = [head, ...lines].slice(0, height).map((line) => row(theme, width, line));
  const note: Segment[] = [['secondary', 'n = 1 session · starmesh compare measures · esc']];
  return bordered(theme, area, { title: 'The seven claims, so far', note, rows, isFocused: true });
}

/** Most important first: what does not fit is left out from the end. */
function linesOf({
  claim,
  counted,
  clientServer,
  peerToPeer,
  soFar,
  claimedClientServer,
  claimedPeerToPeer,
}: ClaimRow): Segment[][] {
  const figureOf = (text: string): Segment => [/\d/.test(text) ? 'strong' : 'warning', text.padEnd(figureWidth)];
  const indent: Segment = ['text', ''.padEnd(nameWidth)];
  return [
    [['accentStrong', claim.padEnd(nameWidth)], figureOf(clientServer), figureOf(peerToPeer), [roles[soFar], soFar]],
    [indent, ['secondary', counted]],
    [indent, ['faint', `claimed: ${claimedClientServer} / ${claimedPeerToPeer}`]],
    [],
  ];
}

const roles: Readonly<Record<ClaimRow['soFar'], ColorRole>> = {
  'as claimed': 'good',
  'the other way round': 'error',
  'no difference': 'warning',
  'not enough yet': 'faint',
};

import { formatClock, formatMs, formatRate, formatShare } from '../../base/units.ts';
import type { PairFigures, PairRow } from '../../experiments/session/pair-figures.ts';
import type { LabSnapshot } from '../../lab/view/snapshot.ts';
import { bordered, innerHeight, innerWidth } from '../drawing/border.ts';
import { barChart } from '../drawing/braille.ts';
import type { Rectangle } from '../drawing/layout.ts';
import { type Row, row, type Segment } from '../drawing/text.ts';
import type { ColorRole, Theme } from '../drawing/theme.ts';
import { barsOf, timeScale } from '../drawing/time-scale.ts';
import { asksNothing, hasRequests } from '../drawing/workloads.ts';
import { wrapped } from '../drawing/wrapped.ts';
import { addedMode, type PairView, whyNotBoth } from '../state/pair-view.ts';

/** The same figures of both modes with the better one marked, in one column or, where rows are few, in two. */
export function pairFiguresPane(theme: Theme, area: Rectangle, view: PairView): Row[] {
  const { figures } = view;
  if (figures === undefined) return waiting(theme, area, view);
  const width = innerWidth(area);
  const height = innerHeight(area);
  const { rows, shown } =
    figures.rows.length + 1 > height && width >= 2 * columnMin
      ? inTwo(theme, width, height, figures.rows)
      : inOne(theme, width, height, figures);
  const dropped = figures.rows.length - shown;
  const hidden = dropped > 0 ? ` · ${dropped} hidden` : '';
  const note = `${counted(figures, width)}${hidden}`;
  const title = width < 40 ? 'Both' : 'Both at once';
  return bordered(theme, area, { title, note: [['secondary', note]], rows, isFocused: false });
}

interface Drawn {
  readonly rows: Row[];
  /** Figures that have found room. */
  readonly shown: number;
}

/** As loosely as rows allow, with as much of an explanation beneath as has room. */
function inOne(theme: Theme, width: number, height: number, figures: PairFigures): Drawn {
  const gap = Math.max(1, Math.min(3, Math.floor((height - 9) / figures.rows.length)));
  const isLoose = gap > 1;
  const shown = Math.min(figures.rows.length, height - 1);
  const air = Array.from({ length: gap - 1 }, (): Segment[] => []);
  const lines = figures.rows.slice(0, shown).flatMap((one) => [line(theme, width, one), ...air]);
  const rows = [heading(theme, width), ...(isLoose ? [[]] : []), ...lines].map((one) => row(theme, width, one));
  rows.push(row(theme, width, []), ...legend(theme, width, height - rows.length - 1, figures));
  return { rows: rows.slice(0, height), shown };
}

/** The first half on the left. */
function inTwo(theme: Theme, width: number, height: number, all: readonly PairRow[]): Drawn {
  const column = Math.floor((width - 3) / 2);
  const shown = Math.min(all.length, 2 * (height - 1));
  const half = Math.ceil(shown / 2);
  const between: Segment = ['text', '   '];
  const lines = Array.from({ length: half }, (_, at) => [
    ...line(theme, column, all[at]),
    between,
    ...line(theme, column, at + half < shown ? all[at + half] : undefined),
  ]);
  const head = [...heading(theme, column), between, ...heading(theme, column)];
  return { rows: [head, ...lines].map((one) => row(theme, width, one)), shown };
}

const columnMin = 36;
const nameWidth = 16;

function heading(theme: Theme, width: number): Segment[] {
  const { side, gap } = widths(width);
  return [
    ['server', `${theme.glyphs.server} star`.padStart(side)],
    ['text', ' '.repeat(nameWidth + 2 * gap)],
    ['peer', `${theme.glyphs.peer} mesh`.padEnd(side)],
  ];
}

/** Figures stand against the name in the middle; a triangle points from it to the better one. */
function line(theme: Theme, width: number, figures: PairRow | undefined): Segment[] {
  if (figures === undefined) return [['text', ' '.repeat(width)]];
  const { side, gap } = widths(width);
  const { name, clientServer, peerToPeer, better } = figures;
  const [left, right] = theme.glyphs.braille ? ['◀', '▶'] : ['<', '>'];
  const mark = (mode: PairRow['better'], glyph: string): string => (better === mode ? glyph : ' ');
  const role = (mode: PairRow['better'], wins: ColorRole): ColorRole => (better === mode ? wins : 'text');
  return [
    [role('client-server', 'server'), clientServer.padStart(side)],
    ['server', ` ${mark('client-server', left)}`.padEnd(gap)],
    ['secondary', centred(name, nameWidth)],
    ['peer', `${mark('peer-to-peer', right)} `.padStart(gap)],
    [role('peer-to-peer', 'peer'), peerToPeer.padEnd(side)],
  ];
}

function widths(width: number): { readonly side: number; readonly gap: number } {
  const gap = 3;
  return { side: Math.max(7, Math.floor((width - nameWidth - 2 * gap) / 2)), gap };
}

function centred(text: string, width: number): string {
  return text.padStart(Math.floor((width + text.length) / 2)).padEnd(width);
}

/** From when on, and of how many requests: of the star, and of the mesh. */
function counted({ ms, n }: PairFigures, width: number): string {
  const [time, counts] = [formatClock(ms), `n ${n['client-server']}, ${n['peer-to-peer']}`];
  const isAsked = n['client-server'] + n['peer-to-peer'] > 0;
  if (width < 60) return isAsked ? `${time} · ${counts}` : time;
  return isAsked ? `since both work, ${time} · ${counts} requests` : `since both work, ${time}`;
}

const explanation = [
  'Counted since both work, at the same time. The triangle points to the better figure; what hardly differs has none.',
  'The same seed, size, link, workload and rate. USD: a model, price x use, for a million operations, of the busiest node and of all.',
];

function legend(theme: Theme, width: number, room: number, { rows }: PairFigures): Row[] {
  const isPriced = rows.some(({ name }) => name.startsWith('USD'));
  const texts: string[] = [];
  for (const [at, text] of explanation.entries()) {
    const lines = wrapped(at === 0 || isPriced ? text : (text.split(' USD')[0] ?? ''), width);
    if (texts.length + lines.length > room) break; // whole sentences, or none
    texts.push(...lines, '');
  }
  return texts.slice(0, room).map((text) => row(theme, width, [['faint', text]]));
}

function waiting(theme: Theme, area: Rectangle, view: PairView): Row[] {
  const width = innerWidth(area);
  const side = view.sides[addedMode(view)];
  const texts =
    side.type === 'failed'
      ? [
          `${addedMode(view)} could not start.`,
          side.reason,
          '',
          'b goes back to the one lab, which goes on; b again tries again.',
        ]
      : [
          `${whyNotBoth(view) ?? 'both work'}`,
          '',
          'Figures count from when both work, so that they are of the same time.',
        ];
  const rows = texts.flatMap((text, at) =>
    wrapped(text, width).map((line) =>
      row(theme, width, [[side.type === 'failed' && at < 2 ? 'error' : 'secondary', line]]),
    ),
  );
  return bordered(theme, area, {
    title: 'Both at once',
    note: [],
    rows: rows.slice(0, innerHeight(area)),
    isFocused: false,
  });
}

/** One row of requests: how many are done, over time. */
export function requestsStrip(theme: Theme, area: Rectangle, snapshot: LabSnapshot): Row[] {
  if (!hasRequests(snapshot)) return emptySide(theme, area, 'Requests', 'secondary', asksNothing);
  const { requests } = snapshot;
  const width = innerWidth(area);
  const { perSecond, recentSuccess, recentLatency, series } = requests;
  const figures: Segment[] = [
    ['strong', formatRate(perSecond)],
    ['secondary', ' ok '],
    [recentSuccess !== undefined && recentSuccess < 0.99 ? 'error' : 'good', formatShare(recentSuccess, 0)],
    ['secondary', ' p50 '],
    ['strong', formatMs(recentLatency.p50)],
  ];
  const room = Math.max(0, width - figures.reduce((sum, [, text]) => sum + text.length, 0) - 1);
  const done = barsOf(timeScale(series, theme.glyphs.braille ? 2 * room : room), ({ succeeded }) => succeeded);
  const [chart] = barChart(done, room, 1, Math.max(1, ...done), theme.glyphs.braille);
  const rows = [row(theme, width, [['accent', chart ?? '']], figures)];
  return bordered(theme, area, { title: 'Requests', note: [], rows, isFocused: false });
}

/** Stands where a network will be. */
export function emptySide(theme: Theme, area: Rectangle, title: string, role: ColorRole, text: string): Row[] {
  const width = innerWidth(area);
  const rows = wrapped(text, width)
    .slice(0, innerHeight(area))
    .map((line) => row(theme, width, [[role, line]]));
  return bordered(theme, area, { title, note: [], rows, isFocused: false });
}

import { formatClock, formatMs, formatShare } from '../../base/units.ts';
import type { LabSnapshot, SettingsView } from '../../lab/view/snapshot.ts';
import type { RecordingState } from '../../recording/block-writer.ts';
import type { PlayerState } from '../../recording/player.ts';
import { lengthOf, type Row, row, type Segment } from '../drawing/text.ts';
import type { Theme } from '../drawing/theme.ts';
import { hasRequests } from '../drawing/workloads.ts';

/** The first line: what runs, how it does, whether it is live. */
export function headerPane(
  theme: Theme,
  columns: number,
  snapshot: LabSnapshot,
  isFrozen: boolean,
  isPair = false,
  recording?: RecordingState,
  replay?: PlayerState,
): Row {
  const rec = recording === undefined ? [] : recSegments(theme, recording);
  const width = columns - lengthOf(rec);
  const left = [...badge(theme), ...(isPair ? bothModes(theme) : modes(theme, width, snapshot))];
  const right = [
    ...(isPair ? [] : figures(snapshot, width)),
    ...(replay === undefined ? status(theme, width, snapshot, isFrozen) : replayed(width, snapshot, replay)),
  ];
  const about = width >= 100 ? settings(snapshot, width, width - lengthOf(left) - lengthOf(right) - 1) : [];
  return row(theme, columns, [...left, ...about], [...rec, ...right]);
}

/** That this is a recording, and where it was measured. */
function replayed(width: number, { measuredOn }: LabSnapshot, { isPlaying }: PlayerState): Segment[] {
  const where: Segment = [
    'secondary',
    width >= 100 ? `${measuredOn === 'simulation' ? 'simulated' : 'on processes'}  ` : '',
  ];
  return [where, ['badge', isPlaying ? ' REPLAY ' : ' PAUSED ']];
}

/** That it is written down, as on a camera. */
function recSegments({ glyphs }: Theme, { dropped }: RecordingState): Segment[] {
  if (dropped !== undefined) return [['warning', 'rec stopped  ']];
  return [
    ['error', glyphs.dot],
    ['secondary', ' rec  '],
  ];
}

function badge(theme: Theme): Segment[] {
  return [
    ['badge', ` ${theme.glyphs.star} starmesh `],
    ['text', '  '],
  ];
}

function modes({ glyphs }: Theme, width: number, { mode, settings: { overlay } }: LabSnapshot): Segment[] {
  const star: Segment =
    mode === 'client-server'
      ? ['accentStrong', `${glyphs.server} CLIENT-SERVER`]
      : ['secondary', `${glyphs.client} client-server`];
  const mesh: Segment =
    mode === 'peer-to-peer'
      ? ['accentStrong', `${glyphs.peer} PEER-TO-PEER`]
      : ['secondary', `${glyphs.client} peer-to-peer`];
  if (width < 76) return [mode === 'client-server' ? star : mesh];
  const how: Segment[] = overlay === undefined || width < 118 ? [] : [['secondary', ` ${overlay}`]];
  return [star, ['text', '  '], mesh, ...how, ['text', '  ']];
}

/** Two labs at once: neither stands back. */
function bothModes({ glyphs }: Theme): Segment[] {
  return [
    ['server', `${glyphs.server} CLIENT-SERVER`],
    ['secondary', ' and '],
    ['peer', `${glyphs.peer} PEER-TO-PEER`],
    ['text', '  '],
  ];
}

/** As much of how the lab is set as fits into so many cells: each part whole, or not at all. */
function settings(
  { nodes, settings: { workload, rate, link, durability, ...others }, measuredOn, seed }: LabSnapshot,
  width: number,
  room: number,
): Segment[] {
  const isAsked = workload === 'files' || workload === 'web';
  const work = !isAsked ? '' : rate === 0 ? ' closed loop' : ` ${rate}/s`;
  const isModelled = link !== 'loopback';
  const isInMemory = durability === 'memory' && measuredOn === 'processes';
  const parts: readonly { readonly rank: number; readonly segments: readonly Segment[] }[] = [
    {
      rank: 0,
      segments: [
        ['text', ` ${nodes.length}`],
        ['secondary', ' nodes  '],
      ],
    },
    {
      rank: 3,
      segments: [
        ['text', workload],
        ['secondary', `${work}  `],
      ],
    },
    { rank: isModelled ? 2 : 5, segments: [[isModelled ? 'strong' : 'text', `${link}  `]] },
    { rank: 1, segments: measuredOn === 'simulation' ? [['text', 'simulated  ']] : [] },
    { rank: 1, segments: isInMemory ? [['warning', 'memory  ']] : [] },
    { rank: 7, segments: width >= 150 ? [['secondary', knobs(others)]] : [] },
    { rank: 6, segments: width >= 140 ? [['secondary', `seed ${seed}  `]] : [] },
  ];
  let left = room;
  const fitting = [...parts]
    .sort((a, b) => a.rank - b.rank)
    .filter(({ segments }) => {
      const fits = lengthOf(segments) <= left;
      if (fits) left -= lengthOf(segments);
      return fits;
    });
  return parts.filter((part) => fitting.includes(part)).flatMap(({ segments }) => segments);
}

/** The knobs of what runs. */
function knobs({
  overlay,
  degree,
  k,
  alpha,
  replicas,
  servers,
}: Omit<SettingsView, 'workload' | 'rate' | 'link' | 'durability'>): string {
  const how = { flooding: `degree ${degree}`, kademlia: `k ${k}, alpha ${alpha}`, index: '' };
  const safe = overlay === undefined ? many(servers, 'servers') : many(replicas, 'replicas');
  return [overlay === undefined ? '' : how[overlay], safe]
    .filter((text) => text !== '')
    .map((text) => `${text}  `)
    .join('');
}

function many(count: number, name: string): string {
  return count > 1 ? `${count} ${name}` : '';
}

function figures(snapshot: LabSnapshot, width: number): Segment[] {
  if (!hasRequests(snapshot)) return ages(snapshot);
  const { requests } = snapshot;
  const { recentSuccess, recentLatency } = requests;
  const ok: Segment[] = [
    ['secondary', 'ok '],
    [recentSuccess !== undefined && recentSuccess < 0.99 ? 'error' : 'strong', formatShare(recentSuccess)],
    ['text', '  '],
  ];
  const p50: Segment[] = [
    ['secondary', 'p50 '],
    ['strong', formatMs(recentLatency.p50)],
    ['text', '  '],
  ];
  return width >= 80 ? [...ok, ...p50] : ok;
}

/** How old what a player sees of the others is, where nothing is asked. */
function ages({ workload }: LabSnapshot): Segment[] {
  const age = workload.figures.find(({ metric }) => metric === 'stateAgeMs');
  return [
    ['secondary', 'age p50 '],
    ['strong', formatMs(age?.p50)],
    ['text', '  '],
  ];
}

function status({ glyphs }: Theme, width: number, { phase, now, pace }: LabSnapshot, isFrozen: boolean): Segment[] {
  const clock: Segment = ['text', width >= 96 ? `${formatClock(now)}  ` : ''];
  if (isFrozen) return [clock, ['badge', ' FROZEN ']];
  if (phase === 'working' && pace === 0) return [clock, ['badge', ' PAUSED ']];
  if (phase === 'working' && pace < 1) return [clock, ['warning', `pace 1/${Math.round(1 / pace)} `]];
  if (phase === 'working') return [clock, ['good', `${glyphs.dot} live`], ['text', ' ']];
  if (phase === 'failed') return [clock, ['error', `${glyphs.down} failed `]];
  return [clock, ['warning', `${glyphs.client} ${phase} `]];
}

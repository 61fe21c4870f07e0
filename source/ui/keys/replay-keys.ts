import type { Player } from '../../recording/player.ts';
import { type KeyResult, refused } from '../state/key-result.ts';
import type { KeyBinding } from './key-binding.ts';
import { keymap } from './keymap.ts';

interface ReplayKey {
  readonly keys: readonly string[];
  readonly shown: string;
  readonly label: string;
  readonly help: string;
  /** Gives what to tell the person; nothing when the screen shows it. */
  readonly press: (player: Player) => string | undefined;
}

const seek = (ms: number) => (player: Player) => player.seek(player.state().at + ms) as undefined;

function jump(player: Player, step: -1 | 1): string | undefined {
  const found = player.jump(step);
  if (found !== undefined) return undefined;
  return step === 1 ? 'nothing happens any more: home goes back to the beginning' : 'nothing happened before this';
}

/** Keys that move in a recording. They come before those of a lab, some of which they share. */
const replayKeys: readonly ReplayKey[] = [
  {
    keys: ['space'],
    shown: 'space',
    label: 'play',
    help: 'play, or stand still',
    press: (player) => player.togglePlaying() as undefined,
  },
  { keys: ['right', '.', 'l'], shown: '→', label: '1 s', help: '1 second forward', press: seek(1_000) },
  { keys: ['left', ',', 'h'], shown: '←', label: 'back', help: '1 second back', press: seek(-1_000) },
  { keys: ['pagedown'], shown: 'pgdn', label: '10 s', help: '10 seconds forward', press: seek(10_000) },
  { keys: ['pageup'], shown: 'pgup', label: '10 s back', help: '10 seconds back', press: seek(-10_000) },
  {
    keys: ['n'],
    shown: 'n',
    label: 'next event',
    help: 'to the next switch, fault or death',
    press: (player) => jump(player, 1),
  },
  { keys: ['N'], shown: 'N', label: 'event before', help: 'to the one before', press: (player) => jump(player, -1) },
  {
    keys: [']'],
    shown: ']',
    label: 'faster',
    help: 'play faster, up to 16 times',
    press: (player) => (player.changeSpeed(1) ? undefined : 'this is the fastest'),
  },
  {
    keys: ['['],
    shown: '[',
    label: 'slower',
    help: 'play slower, down to a quarter',
    press: (player) => (player.changeSpeed(-1) ? undefined : 'this is the slowest'),
  },
  {
    keys: ['home'],
    shown: 'home',
    label: 'begin',
    help: 'to the beginning',
    press: (player) => player.seek(0) as undefined,
  },
  {
    keys: ['end'],
    shown: 'end',
    label: 'end',
    help: 'to the end',
    press: (player) => player.seek(player.state().lengthMs) as undefined,
  },
];

/** Keys of the dashboard that need no lab. */
const sharedKeys = ['down', 'tab', 'shift+tab', 'return', 'S', 'v', 'escape', 'f', '/', 'c', 'e', 'T', '?', 'q'];

/** All keys while a recording is played. */
export const keysInReplay: readonly KeyBinding[] = [
  ...replayKeys.map(
    ({ keys, shown, label, help }): KeyBinding => ({
      keys,
      shown,
      label,
      help,
      isOffered: () => true,
      press: () => refused(''),
    }),
  ),
  ...keymap.filter(({ keys }) => keys.some((key) => sharedKeys.includes(key))),
];

/** Of a recording, or why a key does nothing there; undefined: it is for the screen, as ever. */
export function pressInReplay(key: string): KeyResult | undefined {
  const mine = replayKeys.find(({ keys }) => keys.includes(key));
  if (mine !== undefined) return { type: 'effect', effect: { type: 'play', move: mine.press } };
  const shared = [...sharedKeys, 'up', 'k', 'j', 'enter', 'ctrl+c'];
  if (shared.includes(key) || !keymap.some(({ keys }) => keys.includes(key))) return undefined;
  return refused('this is a recording: what happened cannot be changed · ? shows the keys');
}

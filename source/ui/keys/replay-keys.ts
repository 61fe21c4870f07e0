import type { Player } from '../../recording/player.ts';
import { type KeyContext, type KeyResult, refused } from '../state/key-result.ts';
import { always, type KeyBinding } from './key-binding.ts';
import { keymap } from './keymap.ts';

/** Moves in a recording. Gives what to tell the person; nothing when the screen shows it. */
type Move = (player: Player) => string | undefined;

function key(keys: readonly string[], shown: string, label: string, help: string, move: Move): KeyBinding {
  const press = (): KeyResult => ({ type: 'effect', effect: { type: 'play', move } });
  return { keys, shown, label, help, isOffered: always, press };
}

function seek(ms: number): Move {
  return (player) => player.seek(player.state().at + ms) as undefined;
}

function jump(player: Player, step: -1 | 1): string | undefined {
  const found = player.jump(step);
  if (found !== undefined) return undefined;
  return step === 1 ? 'nothing happens any more: home goes back to the beginning' : 'nothing happened before this';
}

/** Keys that move in a recording. They come before those of a lab, some of which they share. */
const replayKeys: readonly KeyBinding[] = [
  key(['space'], 'space', 'play', 'play, or stand still', (player) => player.togglePlaying() as undefined),
  key(['right', '.', 'l'], '→', '1 s', '1 second forward', seek(1_000)),
  key(['left', ',', 'h'], '←', 'back', '1 second back', seek(-1_000)),
  key(['pagedown'], 'pgdn', '10 s', '10 seconds forward', seek(10_000)),
  key(['pageup'], 'pgup', '10 s back', '10 seconds back', seek(-10_000)),
  key(['n'], 'n', 'next event', 'to the next switch, fault or death', (player) => jump(player, 1)),
  key(['N'], 'N', 'event before', 'to the one before', (player) => jump(player, -1)),
  key([']'], ']', 'faster', 'play faster, up to 16 times', (player) =>
    player.changeSpeed(1) ? undefined : 'this is the fastest',
  ),
  key(['['], '[', 'slower', 'play slower, down to a quarter', (player) =>
    player.changeSpeed(-1) ? undefined : 'this is the slowest',
  ),
  key(['home'], 'home', 'begin', 'to the beginning', (player) => player.seek(0) as undefined),
  key(['end'], 'end', 'end', 'to the end', (player) => player.seek(player.state().lengthMs) as undefined),
];

/** Keys of the dashboard that need no lab. */
const sharedKeys = ['down', 'tab', 'shift+tab', 'return', 'S', 'v', 'escape', 'f', '/', 'c', 'e', 'T', '?', 'q'];

/** All keys while a recording is played. */
export const keysInReplay: readonly KeyBinding[] = [
  ...replayKeys,
  ...keymap.filter(({ keys }) => keys.some((one) => sharedKeys.includes(one))),
];

/** Of a recording, or why a key does nothing there; undefined: it is for the screen, as ever. */
export function pressInReplay(pressed: string, context: KeyContext): KeyResult | undefined {
  const mine = replayKeys.find(({ keys }) => keys.includes(pressed));
  if (mine !== undefined) return mine.press(context);
  const binding = keymap.find(({ keys }) => keys.includes(pressed));
  if (binding === undefined || keysInReplay.includes(binding)) return undefined;
  return refused('this is a recording: what happened cannot be changed · ? shows the keys');
}

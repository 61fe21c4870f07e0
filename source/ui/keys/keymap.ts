import { type KeyContext, type KeyResult, refused } from '../state/key-result.ts';
import { faultKeys } from './fault-keys.ts';
import type { KeyBinding } from './key-binding.ts';
import { labKeys } from './lab-keys.ts';
import { screenKeys } from './screen-keys.ts';
import { timeKeys } from './time-keys.ts';
import { whyNoKey } from './why-no-key.ts';

/** Every key of the dashboard, in the order of footer and help. */
export const keymap: readonly KeyBinding[] = [
  labKeys.mode,
  labKeys.both,
  labKeys.overlay,
  faultKeys.kill,
  faultKeys.restart,
  screenKeys.claims,
  screenKeys.back,
  screenKeys.command,
  screenKeys.lessons,
  screenKeys.filter,
  labKeys.link,
  labKeys.workload,
  faultKeys.pause,
  faultKeys.slow,
  faultKeys.cutOff,
  faultKeys.part,
  faultKeys.churn,
  timeKeys.time,
  timeKeys.step,
  timeKeys.slower,
  timeKeys.faster,
  labKeys.add,
  labKeys.remove,
  screenKeys.select,
  screenKeys.sort,
  screenKeys.detail,
  screenKeys.pane,
  screenKeys.paneBefore,
  screenKeys.zoom,
  screenKeys.freeze,
  screenKeys.export,
  screenKeys.theme,
  screenKeys.history,
  screenKeys.help,
  screenKeys.redraw,
  screenKeys.suspend,
  labKeys.quit,
];

/** What a key does now. Keys that do nothing say so. */
export function pressKey(key: string, context: KeyContext): KeyResult {
  const binding = keymap.find(({ keys }) => keys.includes(key));
  return binding?.press(context, key) ?? refused(whyNoKey(key));
}

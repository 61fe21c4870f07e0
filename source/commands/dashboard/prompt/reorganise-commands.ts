import type { Reorganisation } from '../../../lab/rules/intent.ts';
import { findsItems, modeWords, overlayNames, workloadNames } from '../../../modes/facts.ts';
import { limits } from '../../../protocol/wire/limits.ts';
import type { CommandResult } from '../../../ui/state/command-desk.ts';
import type { KeyContext } from '../../../ui/state/key-result.ts';
import { wholeValue } from '../../line/option-values.ts';
import { at, intent, type PromptCommand, type Written, whileRunning } from './prompt-command.ts';
import { CommandRefusal, nothingMore, oneOf, type Word } from './words.ts';

const modeNames = Object.keys(modeWords) as (keyof typeof modeWords)[];

/** What makes other nodes of the same machines. */
export const reorganiseCommands: readonly PromptCommand[] = [
  {
    name: 'mode',
    takes: 'star|mesh',
    help: 'the same machines as client-server (star) or peer-to-peer (mesh)',
    run(written, context) {
      nothingMore(written.args, 1);
      const word = oneOf('mode', written.args[0] ?? written.end, modeNames);
      return reorganise(written, context, { mode: modeWords[word] });
    },
    words: (_context, place) => (place === 0 ? modeNames : []),
  },
  {
    name: 'overlay',
    takes: 'O [ttl=5 …]',
    help: 'kademlia k=2 alpha=3, index, flooding ttl=5; degree= replicas=',
    run(written, context) {
      const { mode, settings } = context.snapshot;
      if (mode !== 'peer-to-peer')
        throw new CommandRefusal(
          written.name.column,
          'clients ask the server: mode mesh turns to peers, which can find in three ways',
        );
      if (!findsItems(settings.workload))
        throw new CommandRefusal(
          written.name.column,
          `in ${settings.workload} peers talk to each other directly: workload files shares items`,
        );
      return reorganise(written, context, overlayOf(written));
    },
    words: (_context, place) => (place === 0 ? overlayNames : Object.keys(overlayKnobs).map((name) => `${name}=`)),
  },
  {
    name: 'workload',
    takes: 'W',
    help: 'use the same machines for files, web, game, tasks or distribute',
    run(written, context) {
      nothingMore(written.args, 1);
      return reorganise(written, context, {
        workload: oneOf('workload', written.args[0] ?? written.end, workloadNames),
      });
    },
    words: (_context, place) => (place === 0 ? workloadNames : []),
  },
];

/** What `:overlay` sets besides, with its bounds as on the command line. */
const overlayKnobs = {
  k: limits.contactsMax,
  alpha: 16,
  ttl: 255,
  degree: 64,
  replicas: limits.holdersMax,
} as const satisfies Partial<Record<keyof Reorganisation, number>>;

function overlayOf({ args, end }: Written): Reorganisation {
  const [first = end, ...knobs] = args;
  return { overlay: oneOf('overlay', first, overlayNames), ...Object.fromEntries(knobs.map(knobOf)) };
}

/** `k=2` */
function knobOf({ text, column }: Word): readonly [keyof typeof overlayKnobs, number] {
  const [name = '', value = ''] = text.split('=');
  const knob = oneOf('setting', { text: name, column }, Object.keys(overlayKnobs) as (keyof typeof overlayKnobs)[]);
  if (value === '') throw new CommandRefusal(column, `"${text}" has no value; write ${knob}=4`);
  const range = { min: knob === 'degree' ? 2 : 1, max: overlayKnobs[knob] };
  return [knob, at({ text, column: column + name.length + 1 }, () => wholeValue(knob, value, range))];
}

/** Whether a change would change anything. */
function isSo(change: Reorganisation, { snapshot }: KeyContext): boolean {
  const now: Readonly<Record<string, unknown>> = { ...snapshot.settings, mode: snapshot.mode };
  return Object.entries(change).every(([name, value]) => now[name] === value);
}

function reorganise(written: Written, context: KeyContext, to: Reorganisation): CommandResult {
  whileRunning(context, written);
  const { text, column } = written.args[0] ?? written.end;
  if (isSo(to, context)) throw new CommandRefusal(column, `it is ${text} already`);
  return intent({ type: 'reorganise', to });
}

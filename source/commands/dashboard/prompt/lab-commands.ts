import { FaultSyntaxError, faultVerbs, parseFault } from '../../../lab/faults/parse-fault.ts';
import type { Intent, Reorganisation } from '../../../lab/rules/intent.ts';
import { paces } from '../../../lab/rules/pace.ts';
import { linkNames } from '../../../links/link-profile.ts';
import { parseLinkPlan } from '../../../links/link-text.ts';
import { findsItems, overlayNames, workloadNames } from '../../../modes/modes.ts';
import { limits } from '../../../protocol/wire/limits.ts';
import type { KeyContext } from '../../../ui/keys/keymap.ts';
import type { CommandResult } from '../../../ui/state/command-desk.ts';
import { didYouMean } from '../../did-you-mean.ts';
import { numberValue, wholeValue } from '../../line/option-values.ts';
import { CommandRefusal, nothingMore, oneOf, type Word } from './words.ts';

/** What a command line was taken apart into; `column`s count in `text`. */
export interface Written {
  readonly text: string;
  readonly name: Word;
  readonly args: readonly Word[];
  /** What is missing would stand there. */
  readonly end: Word;
}

/** One command. Throws `CommandRefusal` or `UsageError` when it makes no sense. */
export interface PromptCommand {
  readonly name: string;
  /** What follows the name: `TARGET [for TIME]`. */
  readonly takes: string;
  readonly help: string;
  run(written: Written, context: KeyContext): CommandResult;
  /** Words that may stand at a place behind the name, from 0. */
  words?(context: KeyContext, place: number, args: readonly string[]): readonly string[];
}

const intent = (wanted: Intent): CommandResult => ({ type: 'intent', intent: wanted });
const idsOf = ({ snapshot }: KeyContext): string[] => snapshot.nodes.map(({ id }) => id);
const targetsOf = (context: KeyContext): string[] => [...idsOf(context), 'server', 'busiest', 'random'];
export const modeWords = ['client-server', 'peer-to-peer', 'star', 'mesh'] as const;

/** Between generations nothing can be asked of the nodes. */
function whileRunning(
  { snapshot: { phase } }: KeyContext,
  { name }: Written,
  phases: readonly string[] = ['working', 'publishing'],
): void {
  if (!phases.includes(phase)) throw new CommandRefusal(name.column, `the lab is ${phase}: wait until it works`);
}

/** The faults of `--fault`, now. */
const faultHelp: Readonly<Record<keyof typeof faultVerbs, string>> = {
  kill: 'SIGKILL; behind any fault: for 4s, and it is put right then',
  restart: 'start a dead one again',
  pause: 'SIGSTOP: it stands still, its connections stay open',
  resume: 'let a paused one go on',
  leave: 'let it take its leave and go; for 4s: it comes back then',
  slow: 'make its service and its link so many times slower, 1x: as before',
  cut: 'two nodes cannot reach each other',
  partition: 'groups, like n1,n2 | n3-n8, cannot reach each other',
  heal: 'everybody reaches everybody again',
  churn: 'nodes come and go, each for so long in the mean; 0s: no longer',
};

const faultCommands = (Object.keys(faultVerbs) as (keyof typeof faultVerbs)[]).map((name): PromptCommand => {
  return {
    name,
    takes: faultVerbs[name],
    help: faultHelp[name],
    run(written, context) {
      whileRunning(context, written);
      const { fault, forMs } = faultOf(
        `0s ${name}${written.text.slice(written.name.column + written.name.text.length)}`,
        written.name.column - 3 + written.name.text.length - name.length,
        context,
      );
      return intent({ type: 'fault', fault, forMs });
    },
    words: (context, place) => faultWords(name, context, place),
  };
});

function faultWords(name: string, context: KeyContext, place: number): readonly string[] {
  if (name === 'heal') return [];
  if (name === 'churn') return place === 0 ? ['20s', '5s', '0s'] : [];
  if (name === 'partition') return [...idsOf(context), '|'];
  if (name === 'cut') return place < 2 ? idsOf(context) : [];
  if (place === 0) return targetsOf(context);
  return name === 'slow' && place === 1 ? ['10x', '2x', '1x'] : [];
}

/** `shift`: what a column of the fault lacks to one of the command. */
function faultOf(text: string, shift: number, context: KeyContext): ReturnType<typeof parseFault> {
  try {
    const parsed = parseFault(text);
    const known = idsOf(context);
    const strange = [...text.matchAll(/\bn\d+\b/g)].find(([id]) => !known.includes(id));
    if (strange === undefined) return parsed;
    throw new FaultSyntaxError(strange.index, `there is no ${strange[0]}: there are ${spanOf(known)}`);
  } catch (error) {
    if (!(error instanceof FaultSyntaxError)) throw error;
    if (error.message.startsWith('there is no')) throw new CommandRefusal(error.column + shift, error.message);
    const wrong = /^\S*/.exec(text.slice(error.column))?.[0] ?? '';
    const meant = didYouMean(wrong, [...Object.keys(faultVerbs), ...targetsOf(context)]);
    throw new CommandRefusal(
      error.column + shift,
      meant === '' ? error.message : `${error.message.split(';')[0]}${meant}`,
    );
  }
}

function spanOf(ids: readonly string[]): string {
  return ids.length > 6 ? `${ids[0]} to ${ids.at(-1)}` : ids.join(', ');
}

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

/** A value that is refused is refused in its place. */
function at<T>({ column }: Word, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new CommandRefusal(column, (error as Error).message.replace(/^--/, ''));
  }
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

/** Commands for the lab. */
export const labCommands: readonly PromptCommand[] = [
  ...faultCommands,
  {
    name: 'fault',
    takes: 'TIME WHAT …',
    help: 'a fault after so much time from now, as --fault takes it',
    run({ name, text }, context) {
      const start = name.column + name.text.length;
      const scheduled = faultOf(text.slice(start), start, context);
      return intent({ type: 'schedule-fault', scheduled });
    },
    words: (context, place, args) => {
      if (place === 0) return ['3s', '10s'];
      return place === 1 ? Object.keys(faultVerbs) : faultWords(args[1] ?? '', context, place - 2);
    },
  },
  {
    name: 'mode',
    takes: 'star|mesh',
    help: 'the same machines as client-server (star) or peer-to-peer (mesh)',
    run(written, context) {
      nothingMore(written.args, 1);
      const word = oneOf('mode', written.args[0] ?? written.end, modeWords);
      const mode = word === 'star' || word === 'client-server' ? 'client-server' : 'peer-to-peer';
      return reorganise(written, context, { mode });
    },
    words: (_context, place) => (place === 0 ? modeWords : []),
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
  {
    name: 'link',
    takes: 'L',
    help: 'wan … or up=4mbit,latency=40ms (one way), or "wan; n3: mobile"',
    run(written, context) {
      whileRunning(context, written);
      const [first] = written.args;
      const text = first === undefined ? '' : written.text.slice(first.column);
      const plan = parseLinkPlan(text);
      if (plan.type === 'parsed') return intent({ type: 'set-link', link: plan.value });
      const quoted = /"([^"]*)"/.exec(plan.reason)?.[1] ?? '';
      const column = Math.max(written.text.indexOf(quoted, first?.column ?? written.end.column), 0);
      const meant = didYouMean(quoted, linkNames);
      throw new CommandRefusal(column, meant === '' ? plan.reason : `"${quoted}" is no link${meant}`);
    },
    words: (_context, place) => (place === 0 ? linkNames : []),
  },
  {
    name: 'nodes',
    takes: 'N',
    help: 'so many nodes: new ones come, or the last ones leave',
    run(written, context) {
      whileRunning(context, written);
      nothingMore(written.args, 1);
      const { text } = written.args[0] ?? written.end;
      const max = context.snapshot.settings.nodesMax;
      return intent({
        type: 'set-nodes',
        nodes: at(written.args[0] ?? written.end, () => wholeValue('nodes', text, { min: 2, max })),
      });
    },
  },
  {
    name: 'rate',
    takes: 'R',
    help: 'operations a second for the whole lab; 0: as fast as it can',
    run(written, context) {
      whileRunning(context, written);
      nothingMore(written.args, 1);
      const { text } = written.args[0] ?? written.end;
      const range = { min: 0, max: 1_000_000, unit: 'operations a second' };
      return intent({
        type: 'set-rate',
        rate: at(written.args[0] ?? written.end, () => numberValue('rate', text, range)),
      });
    },
  },
  {
    name: 'pace',
    takes: 'P',
    help: 'speed of the session: 1, 0.5 … 0.01, or 0: time stands still',
    run(written, context) {
      whileRunning(context, written, ['working']);
      nothingMore(written.args, 1);
      return intent({ type: 'set-pace', pace: Number(oneOf('pace', written.args[0] ?? written.end, paceWords)) });
    },
    words: (_context, place) => (place === 0 ? paceWords : []),
  },
  {
    name: 'step',
    takes: '',
    help: 'while time stands still: one delivery or one deadline',
    run({ args, name }, { snapshot }) {
      nothingMore(args, 0);
      if (snapshot.pace === 0) return intent({ type: 'step' });
      throw new CommandRefusal(name.column, 'time runs: pace 0 stops it');
    },
  },
];

const paceWords: readonly string[] = [...paces.map(String), '0'];

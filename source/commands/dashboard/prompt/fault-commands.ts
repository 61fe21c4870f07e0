import { FaultSyntaxError, faultVerbs, parseFault } from '../../../lab/faults/parse-fault.ts';
import type { KeyContext } from '../../../ui/state/key-result.ts';
import { didYouMean } from '../../did-you-mean.ts';
import { idsOf, intent, type PromptCommand, whileRunning } from './prompt-command.ts';
import { CommandRefusal } from './words.ts';

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

/** The faults of `--fault`, now. */
const faultsNow = (Object.keys(faultVerbs) as (keyof typeof faultVerbs)[]).map((name): PromptCommand => {
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

/** A fault after so much time from now. */
const faultLater: PromptCommand = {
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
};

/** What goes wrong on purpose: now, or later. */
export const faultCommands: readonly PromptCommand[] = [...faultsNow, faultLater];

/** What may be the target of a fault. */
function targetsOf(context: KeyContext): string[] {
  return [...idsOf(context), 'server', 'busiest', 'random'];
}

function faultWords(name: string, context: KeyContext, place: number): readonly string[] {
  if (name === 'heal') return [];
  if (name === 'churn') return place === 0 ? ['20s', '5s', '0s'] : [];
  if (name === 'partition') return [...idsOf(context), '|'];
  if (name === 'cut') return place < 2 ? idsOf(context) : [];
  if (place === 0) return targetsOf(context);
  return name === 'slow' && place === 1 ? ['10x', '2x', '1x'] : [];
}

/** `shift`: what has to be added to a column of the fault to get one of the command. */
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

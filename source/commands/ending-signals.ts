import { constants } from 'node:os';
import { exitCodes } from './exit-codes.ts';

/**
 * Signals that would end this process without a word. Each is answered by an orderly end: a terminal that was not given back stays raw and without a
 * cursor. Missing are signals that Node keeps for itself (SIGUSR1, SIGPROF) and those of a broken process. SIGXFSZ is missing because Node ignores
 * it, until a listener has come and gone; Ink has one.
 */
export const endingSignals: readonly NodeJS.Signals[] = (
  [
    ...(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGABRT', 'SIGALRM', 'SIGUSR2', 'SIGXCPU'] as const),
    ...(['SIGVTALRM', 'SIGIO', 'SIGPWR', 'SIGSTKFLT', 'SIGSYS', 'SIGTRAP'] as const),
  ] satisfies NodeJS.Signals[]
).filter((name) => constants.signals[name] !== undefined);

/** Sent twice, these mean: do not wait. Others come twice by themselves: SIGHUP from kernel and shell, SIGXCPU every second. */
const impatient: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM'];

/** One Ctrl-C may arrive twice: from the terminal, and from a parent, which is npm, or the Node that started this one with more memory. */
const togetherMs = 300;

/**
 * Calls once, at the first of these signals. A second Ctrl-C ends the process at once. The listeners stay: where Ink finds no other listener, it lets
 * the signal end the process.
 */
export function onEndingSignal(call: () => void): void {
  process.on('SIGXFSZ', () => undefined); // a limit on the size of files (`ulimit -f`): the write that met it says so
  let askedAt: number | undefined;
  for (const name of endingSignals)
    process.on(name, () => {
      if (askedAt === undefined) {
        askedAt = performance.now();
        call();
      } else if (impatient.includes(name) && performance.now() - askedAt > togetherMs)
        process.exit(exitCodes.interrupted);
    });
}

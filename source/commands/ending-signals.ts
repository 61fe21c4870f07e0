import { constants } from 'node:os';
import { exitCodes } from './exit-codes.ts';

/**
 * Signals that would end this process without a word: each is answered by an orderly end, because a terminal that was not given back stays raw and without
 * a cursor. Missing: those that Node keeps for itself (SIGUSR1, SIGPROF), those of a broken process, and SIGXFSZ, which ends nothing: Node ignores
 * it until a listener, of which Ink has one, has come and gone.
 */
export const endingSignals: readonly NodeJS.Signals[] = (
  [
    ...(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGABRT', 'SIGALRM', 'SIGUSR2', 'SIGXCPU'] as const),
    ...(['SIGVTALRM', 'SIGIO', 'SIGPWR', 'SIGSTKFLT', 'SIGSYS', 'SIGTRAP'] as const),
  ] satisfies NodeJS.Signals[]
).filter((name) => constants.signals[name] !== undefined);

/** Whoever sends these twice does not want to wait. Others come twice by themselves: SIGHUP from kernel and shell, SIGXCPU every second. */
const impatient: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM'];

/** One Ctrl-C may come in two ways: from the terminal, and from npm, or from the Node that started this one with more memory. */
const togetherMs = 300;

/** Calls once, at the first of these signals. A second Ctrl-C ends the process at once. The listeners stay: Ink lets a signal end the process where it finds no other one left. */
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

import { constants } from 'node:os';

/**
 * Signals that would end this process without a word: each is answered by an orderly end, because a terminal that was not given back stays raw and without
 * a cursor. Missing: those that Node keeps for itself (SIGUSR1, SIGPROF), and those of a broken process.
 */
export const endingSignals: readonly NodeJS.Signals[] = (
  [
    ...(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGABRT', 'SIGALRM', 'SIGUSR2', 'SIGXCPU'] as const),
    ...(['SIGVTALRM', 'SIGIO', 'SIGPWR', 'SIGSTKFLT', 'SIGSYS', 'SIGTRAP'] as const),
  ] satisfies NodeJS.Signals[]
).filter((name) => constants.signals[name] !== undefined);

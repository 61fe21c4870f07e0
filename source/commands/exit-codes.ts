/** Exit codes of commands, as scripts rely on them. */
export const exitCodes = {
  fine: 0,
  checkFailed: 1,
  wrongUse: 2,
  couldNotStart: 3,
  couldNotWrite: 4,
  interrupted: 130,
} as const;

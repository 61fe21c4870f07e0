/** Throws when a local invariant is broken. Never used for what a remote node or a person can cause. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`invariant broken: ${message}`);
}

/** Marks the end of a `switch` over a union: a new member that is not handled is a type error. */
export function assertNever(value: never): never {
  throw new Error(`invariant broken: unexpected ${JSON.stringify(value)}`);
}

/** More are counted. */
const heldMax = 20;

/**
 * Keeps what Node says of itself (warnings, the line of its debugger) out of the picture. Gives the function that ends it, and lets the warnings be
 * printed as they would have been. `--inspect` starts the debugger before.
 */
export function holdWarnings(): () => void {
  const listeners = process.listeners('warning');
  const held: Error[] = [];
  let more = 0;
  const hold = (warning: Error): void => {
    if (held.length < heldMax) held.push(warning);
    else more++;
  };
  const ignore = (): void => undefined; // SIGUSR1 starts the debugger, which prints past us
  process.removeAllListeners('warning');
  process.on('warning', hold);
  process.on('SIGUSR1', ignore);
  return () => {
    process.off('SIGUSR1', ignore);
    process.off('warning', hold);
    for (const listener of listeners) process.on('warning', listener);
    for (const warning of held.splice(0)) for (const listener of listeners) listener.call(process, warning);
    if (more > 0) process.emitWarning(`and ${more} more warnings, which nobody kept`);
    more = 0;
  };
}

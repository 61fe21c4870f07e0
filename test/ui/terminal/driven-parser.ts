import { createInputParser } from '../../../source/ui/terminal/input-parser.ts';
import type { TerminalEvent } from '../../../source/ui/terminal/terminal-event.ts';

/** What comes from the terminal, and for how long nothing does (milliseconds). */
export type Script = readonly (string | Buffer | number)[];

/** What a parser makes of a script: keys by name, the rest as events. At the end nothing comes for ten seconds. */
export function parsed(...script: Script): (string | TerminalEvent)[] {
  const parser = createInputParser();
  const events: TerminalEvent[] = [];
  let now = 1_000;
  const wait = (ms: number): void => {
    const until = now + ms;
    for (let due = parser.deadline(); due !== undefined && due <= until; due = parser.deadline()) {
      now = Math.max(now, due);
      events.push(...parser.wake(now));
    }
    now = until;
  };
  for (const step of [...script, 10_000]) {
    if (typeof step === 'number') wait(step);
    else events.push(...parser.feed(Buffer.from(step as string), now));
  }
  return events.map((event) => (event.type === 'key' ? event.name : event));
}

/** What is left when nobody asked anything: no answers. */
export function heard(...script: Script): (string | TerminalEvent)[] {
  return parsed(...script).filter((event) => typeof event === 'string' || event.type !== 'answer');
}

import type { Intent } from '../../../lab/rules/intent.ts';
import type { SnapshotSource } from '../../../lab/view/snapshot.ts';
import type { DoneCommand } from '../../../ui/state/command-desk.ts';
import { intentText } from './intent-text.ts';

/** Something that was asked of the lab. */
export interface DoneIntent extends DoneCommand {
  readonly intent: Intent;
  /** Milliseconds of session time since the work began; 0 before. */
  readonly workedMs: number;
}

/** What was asked of a lab, in order. */
export interface SessionLog {
  add(intent: Intent): void;
  done(): { readonly commands: readonly DoneIntent[]; readonly dropped: number };
  /** How long the lab has worked, in milliseconds of session time; undefined: it has not begun. */
  workedMs(): number | undefined;
  close(): void;
}

const commandsMax = 1_000;

export function createSessionLog(source: SnapshotSource): SessionLog {
  let commands: readonly DoneIntent[] = [];
  let dropped = 0;
  let workingSince: number | undefined;

  function look(): void {
    const { phase, now } = source.current();
    if (phase === 'working') workingSince ??= now;
  }
  const workedMs = () => (workingSince === undefined ? undefined : source.current().now - workingSince);
  const stop = source.onChange(look);

  return {
    add(intent) {
      look();
      const snapshot = source.current();
      if (intent.type === 'quit') return;
      const one = { at: snapshot.now, text: intentText(intent, snapshot), intent, workedMs: workedMs() ?? 0 };
      if (commands.length === commandsMax) dropped++;
      commands = [...commands, one].slice(-commandsMax);
    },
    done: () => ({ commands, dropped }),
    workedMs,
    close: stop,
  };
}

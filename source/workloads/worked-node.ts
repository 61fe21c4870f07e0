import { earliest } from '../base/earliest.ts';
import type { Random } from '../base/random.ts';
import type { Command, Effect, Gauges, Input, NodeLogic } from '../nodes/contract.ts';
import type { WorkPhase } from '../protocol/control/fields.ts';
import type { FilesPlan, WebPlan } from '../protocol/control/plan.ts';
import type { ItemHash, NodeId, Timestamp } from '../protocol/ids.ts';
import { type Arrivals, type Asking, closedLoop, openLoop } from './arrivals.ts';
import { contentOf, itemsOf } from './catalogue.ts';
import { createFileChooser, type FileChooser } from './files.ts';
import type { NoteWriter } from './notes.ts';
import { createPublishing, type Publisher, type Publishing } from './publishing.ts';
import { createPageChooser, pageBytes } from './web.ts';

/** What happens to a node and its user. */
export type WorkedInput =
  | Input
  | { readonly type: 'work'; readonly phase: WorkPhase; readonly authors: readonly NodeId[]; readonly rate: number };

/** What they want done: the node's own effects without the answers, which its user takes, and word that a phase is over. */
export type WorkedEffect =
  | Exclude<Effect, { type: 'answer' }>
  | { readonly type: 'work-done'; readonly phase: WorkPhase };

/** A node with its user in front of it. */
export interface WorkedNode {
  handle(input: WorkedInput, now: Timestamp): readonly WorkedEffect[];
  deadline(): Timestamp | undefined;
  gauges(now: Timestamp): Gauges;
  describe?: NodeLogic['describe'];
}

type Answered = Extract<Effect, { type: 'answer' }>;
type Work = Extract<WorkedInput, { type: 'work' }>;

interface OpenOperation {
  readonly operation: Command['type'];
  readonly item: string;
  readonly dueAt: Timestamp;
}

/**
 * Puts a seeded user in front of a node: he authors his items, then asks for those of others, either at a rate, whatever the answers take
 * (open loop), or with so many questions open at a time (closed loop). Latency counts from when an operation was due, so that a stalled
 * server cannot hide its queue. As pure as the node: time and randomness come in.
 */
export function createWorkedNode(
  logic: NodeLogic,
  self: NodeId,
  plan: FilesPlan | WebPlan,
  random: Random,
  notes?: NoteWriter,
): WorkedNode {
  const open = new Map<number, OpenOperation>();
  /** What the node holds: each name with its hash, several names with the same one where contents are equal. */
  const held = new Map<string, ItemHash>();
  let phase: WorkPhase | 'idle' = 'idle';
  /** Publishing waits until the node's planned connections were tried. */
  let hasJoined = false;
  let isAuthor = false;
  let chooser: FileChooser | undefined;
  let nextRequestId = 1;
  /** While items are authored. */
  let publishing: Publishing | undefined;
  /** While those of others are asked for. */
  let arrivals: Arrivals | undefined;
  let effects: WorkedEffect[] = [];
  const user: Asking & Publisher = { open: () => open.size, ask, publish };

  function issue(command: Command, dueAt: Timestamp, now: Timestamp): void {
    const requestId = nextRequestId;
    nextRequestId = (nextRequestId + 1) >>> 0;
    open.set(requestId, { operation: command.type, item: command.name, dueAt });
    absorb(logic.handle({ type: 'command', requestId, command }, now), now);
  }

  function absorb(given: readonly Effect[], now: Timestamp): void {
    for (const effect of given) {
      if (effect.type === 'answer') complete(effect, now);
      else {
        if (effect.type === 'telemetry') remember(effect.event);
        effects.push(effect);
      }
    }
  }

  function remember(event: Extract<Effect, { type: 'telemetry' }>['event']): void {
    if (event.type === 'joined') {
      hasJoined = true;
    } else if (event.type === 'item-held') {
      held.set(event.name, event.hash);
    } else if (event.type === 'item-dropped') {
      for (const [name, hash] of held) if (hash === event.hash) held.delete(name);
    }
  }

  function complete({ requestId, outcome, route }: Answered, now: Timestamp): void {
    const operation = open.get(requestId);
    if (operation === undefined) return;
    open.delete(requestId);
    if (operation.operation === 'publish') publishing?.ended(operation.item, outcome, now);
    const isAtHome = outcome.type === 'done' && outcome.servedBy === self;
    if (isAtHome) return;
    const { dueAt, item } = operation;
    const latencyMs = now - dueAt;
    const event = { type: 'operation', operation: operation.operation, item, outcome, latencyMs } as const;
    effects.push({ type: 'telemetry', event: route === undefined ? event : { ...event, route } });
  }

  function begin({ phase: next, authors, rate }: Work, now: Timestamp): void {
    phase = next;
    arrivals = undefined;
    isAuthor = authors.includes(self); // a free rider is none
    publishing =
      next === 'publish' ? createPublishing(user, isAuthor ? itemsOf(self, plan.itemsPerNode) : []) : undefined;
    if (next === 'run') {
      const createChooser = plan.type === 'web' ? createPageChooser : createFileChooser;
      chooser = createChooser(plan.seed, self, authors, plan.itemsPerNode);
      arrivals = rate > 0 ? openLoop(user, rate, random, now) : closedLoop(user, plan.concurrency);
    }
  }

  function goOn(now: Timestamp): void {
    if (hasJoined) publishing?.goOn(now);
    arrivals?.goOn(now);
    if (open.size > 0 || publishing?.isThrough === false) return;
    if (phase === 'publish' || phase === 'drain') {
      effects.push({ type: 'work-done', phase });
      phase = 'idle';
      publishing = undefined;
    }
  }

  function publish(name: string, now: Timestamp): void {
    const bytes = plan.type === 'web' ? pageBytes(plan.seed, name, plan.valueSize) : plan.valueSize;
    issue({ type: 'publish', name, content: contentOf(plan.seed, name, bytes) }, now, now);
  }

  function ask(dueAt: Timestamp, now: Timestamp): void {
    const note = isAuthor ? notes?.next() : undefined;
    if (note !== undefined) return issue(note, dueAt, now);
    const name = chooser?.next(random, (candidate) => held.has(candidate));
    if (name !== undefined) issue({ type: 'fetch', name }, dueAt, now);
  }

  return {
    handle(input, now) {
      effects = [];
      if (input.type === 'work') begin(input, now);
      else absorb(logic.handle(input, now), now);
      goOn(now);
      return effects;
    },
    deadline: () => earliest(logic.deadline(), arrivals?.deadline(), publishing?.deadline()),
    gauges: (now) => logic.gauges(now),
    describe: (now) => logic.describe?.(now) ?? [],
  };
}

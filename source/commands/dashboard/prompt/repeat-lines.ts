import type { ScheduledFault } from '../../../lab/faults/fault.ts';
import { scheduledText } from '../../../lab/faults/fault-text.ts';
import { linkPlanText } from '../../../links/link-text.ts';
import { impossibility } from '../../line/impossible-faults.ts';
import type { LabOptions } from '../../line/lab-options.ts';
import { standardOptions } from '../../line/standards.ts';
import { shellWord } from '../../shell-word.ts';
import type { DoneIntent } from './session-log.ts';

/**
 * One `starmesh run …` that starts the same lab and lets the same faults happen, at the same time since the work began. Before it, as comments of a
 * shell: what a run has no flag for, and faults that cannot happen in it.
 */
export function repeatLines(
  options: LabOptions,
  done: readonly DoneIntent[],
  workedMs: number | undefined,
): readonly string[] {
  const faults = done.flatMap((one) => {
    const fault = faultOf(one);
    return fault === undefined ? [] : [fault];
  });
  const others = done.filter((one) => faultOf(one) === undefined);
  // A whole second, and later than whatever happened.
  const durationMs = workedMs === undefined ? options.durationMs : (Math.floor(workedMs / 1_000) + 1) * 1_000;
  const all = [...options.faults, ...faults].map((one) => ({
    text: scheduledText(one),
    why: impossibility(one, { ...options, durationMs })?.why,
  }));
  const words = [
    ...['starmesh', 'run'],
    ...settingWords(options),
    ...all.flatMap(({ text, why }) => (why === undefined ? ['--fault', shellWord(text)] : [])),
    ...(workedMs === undefined ? [] : ['--duration', `${durationMs / 1_000}s`]),
  ];
  return [
    ...others.map(({ workedMs: ms, text }) => `# after ${seconds(ms)} s: ${text} (a run has no flag for it)`),
    ...all.flatMap(({ text, why }) => (why === undefined ? [] : [`# ${text} (cannot happen in this run: ${why})`])),
    words.join(' '),
  ];
}

/** As a fault since the work began, to a tenth of a second; undefined: it was none. */
function faultOf({ intent, workedMs }: DoneIntent): ScheduledFault | undefined {
  const atMs = seconds(workedMs) * 1_000;
  switch (intent.type) {
    case 'kill-node':
      return { atMs, fault: { type: 'kill', target: intent.node }, forMs: undefined };
    case 'restart-node':
      return { atMs, fault: { type: 'restart', target: intent.node }, forMs: undefined };
    case 'fault':
      return { atMs, fault: intent.fault, forMs: intent.forMs };
    case 'schedule-fault':
      return { ...intent.scheduled, atMs: atMs + intent.scheduled.atMs };
    default:
      return undefined;
  }
}

/** Rounded down to a tenth: nothing comes later than it did. */
function seconds(ms: number): number {
  return Math.floor(ms / 100) / 10;
}

/** What was asked of the lab at its start, as far as it is not what it would be anyway. */
function settingWords(options: LabOptions): string[] {
  const texts = textsOf(options);
  const standards = textsOf(standardOptions(0));
  const differing = Object.entries(texts).filter(
    ([name, text]) => text !== undefined && (always.includes(name) || text !== standards[name]),
  );
  const words = differing.flatMap(([name, text]) => [`--${name}`, shellWord(text ?? '')]);
  return options.memory ? [...words, '--memory'] : words;
}

/** What makes one run another one even where it is the default. */
const always = ['nodes', 'mode', 'seed'];

function textsOf(options: LabOptions): Readonly<Record<string, string | undefined>> {
  return {
    on: options.on,
    nodes: String(options.nodes),
    mode: options.mode,
    seed: String(options.seed),
    workload: options.workload,
    rate: String(options.rate),
    concurrency: String(options.concurrency),
    'write-share': String(options.writeShare),
    'value-size': String(options.valueSize),
    'tick-rate': String(options.ticksPerSecond),
    'job-size': String(options.jobOperations),
    serial: String(options.serialShare),
    'file-size': String(options.fileBytes),
    'piece-size': String(options.pieceBytes),
    link: linkPlanText(options.link),
    overlay: options.overlay,
    k: String(options.k),
    alpha: String(options.alpha),
    replicas: String(options.replicas),
    servers: String(options.servers),
    'free-riders': String(options.freeRiders),
    degree: String(options.degree),
    ttl: String(options.ttl),
    capacity: String(options.capacity),
    pace: options.pace === 0 ? undefined : String(options.pace), // a run would never end
    data: options.data,
  };
}

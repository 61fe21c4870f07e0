import { appendFileSync, mkdirSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { ratiosOf, spreadOf } from './stats.mjs';

const results = path.join(import.meta.dirname, '..', 'results');

/**
 * Prints one line of figures and keeps it. `ours` and `baseline` hold one sample a round; `goal` is {atMost} or {atLeast}, a bound on the
 * median of the rounds' ratios; without a baseline it bounds the figure itself.
 */
export function reportLine({ bench, what, unit, ours, baselineName, baseline, goal, note }) {
  const own = spreadOf(ours);
  const line = { bench, what, unit, ours: own, ...(note === undefined ? {} : { note }) };
  if (baseline !== undefined)
    Object.assign(line, { baselineName, baseline: spreadOf(baseline), ratio: spreadOf(ratiosOf(ours, baseline)) });
  if (goal !== undefined) Object.assign(line, { goal, isMet: isMet(goal, line.ratio?.median ?? own.median) });
  print(line);
  keep(line);
  return line;
}

/** Says that something could not be measured, and why. */
export function reportMissing(bench, what, why) {
  process.stdout.write(`${bench} · ${what}: not measured: ${why}\n`);
  keep({ bench, what, notMeasured: why });
}

function isMet({ atMost, atLeast }, value) {
  return atMost === undefined ? value >= atLeast : value <= atMost;
}

function print({ bench, what, unit, ours, baselineName, baseline, ratio, goal, isMet: met, note }) {
  const parts = [`${bench} · ${what}: ours ${spread(ours)} ${unit}`];
  if (baseline !== undefined) parts.push(`${baselineName} ${spread(baseline)} ${unit}`, `ratio ${spread(ratio)}`);
  if (goal !== undefined) {
    const bound = goal.atMost === undefined ? `>= ${goal.atLeast}` : `<= ${goal.atMost}`;
    parts.push(`goal ${bound}: ${met ? 'met' : 'NOT MET'}`);
  }
  parts.push(`n ${ours.n}`);
  if (note !== undefined) parts.push(note);
  process.stdout.write(`${parts.join(' · ')}\n`);
}

function spread({ min, median, max }) {
  return `${short(median)} (${short(min)} … ${short(max)})`;
}

function short(value) {
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-US');
  return Number(value.toPrecision(3)).toString();
}

function keep(line) {
  mkdirSync(results, { recursive: true });
  const machine = `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}`;
  const entry = { at: new Date().toISOString(), machine, ...line };
  appendFileSync(path.join(results, `${line.bench}.jsonl`), `${JSON.stringify(entry)}\n`);
}

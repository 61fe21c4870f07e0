import { formatBytes } from '../../base/units.ts';
import { simulatedLatencyMs } from '../../lab/clusters/simulation.ts';
import { type OverlayFacts, overlayFacts } from '../../scale/overlay-facts.ts';
import { scaleLatency } from '../../scale/scale-latency.ts';
import { createScaleTrial, type ScaleTrial } from '../../scale/scale-trial.ts';
import { type SizeFigures, sizeFigures } from '../../scale/size-figures.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { progressBar, withProgressLine } from '../progress-line.ts';
import type { Surroundings } from '../surroundings.ts';
import { shortNumber } from './log-plot.ts';
import { simulateDocument } from './simulate-document.ts';
import { bytesNeeded, checkMemory, heapMegabytesFor, runAgainWithHeap } from './simulate-memory.ts';
import { type SimulateOptions, sweepSizes } from './simulate-options.ts';
import { simulateReport } from './simulate-report.ts';

/** Events between two looks at the clock, and milliseconds after which signals and the terminal have their turn. */
const eventsPerLook = 2_000;
const sliceMs = 50;
/** Above so many nodes the document is one line: indentation would be most of it. */
const indentedNodesMax = 1_000;

/** `starmesh simulate`: the same logic at many sizes, one after the other. Gives the exit code. */
export async function simulate(options: SimulateOptions, surroundings: Surroundings): Promise<number> {
  const { stdout, stderr } = surroundings;
  const facts = overlayFacts(options.mode, options.overlay);
  const bytes = bytesNeeded(options.nodes, options.queries, facts);
  const warning = checkMemory(bytes, options.nodes, options.queries);
  const heap = heapMegabytesFor(bytes);
  if (heap !== undefined && !process.execArgv.some((arg) => arg.startsWith('--max-old-space-size'))) {
    return runAgainWithHeap(heap, surroundings.onInterrupt);
  }
  if (warning !== undefined) stderr.write(`starmesh: ${warning}\n`);
  let isInterrupted = false;
  surroundings.onInterrupt(() => {
    isInterrupted = true;
  });
  const sweep: SizeFigures[] = [];
  let last: ScaleTrial | undefined;
  for (const nodes of sweepSizes(options.nodes)) {
    last = undefined; // gone before the next one is built
    const done = await runSize(nodes, options, facts, stderr, () => isInterrupted);
    last = done.trial;
    sweep.push(done.figures);
    if (isInterrupted) break;
  }
  if (options.json && last !== undefined) {
    const document = simulateDocument(last, sweep, options, facts);
    stdout.writeJson(document, last.roles.size > indentedNodesMax ? 0 : 2);
  } else
    stdout.write(
      simulateReport(sweep, { options, facts, latencyMs: Math.max(simulatedLatencyMs, options.link.lab.latencyMs) }),
    );
  return isInterrupted ? exitCodes.interrupted : exitCodes.fine;
}

async function runSize(
  nodes: number,
  options: SimulateOptions,
  facts: OverlayFacts,
  stderr: Output,
  isInterrupted: () => boolean,
): Promise<{ readonly trial: ScaleTrial; readonly figures: SizeFigures }> {
  const builtFrom = performance.now();
  const trial = createScaleTrial({ ...options, nodes, itemsPerNode: 1, ...scaleLatency(options.link.lab) });
  const startedAt = performance.now();
  await withProgressLine(
    stderr,
    () => progressText(trial, startedAt),
    async () => {
      for (let isOn = true; isOn && !isInterrupted(); ) {
        const until = performance.now() + sliceMs;
        while (isOn && performance.now() < until) isOn = trial.step(eventsPerLook);
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  );
  const cost = {
    buildMs: startedAt - builtFrom,
    runMs: performance.now() - startedAt,
    rssBytes: process.memoryUsage.rss(),
  };
  return { trial, figures: sizeFigures(trial, facts, options, cost) };
}

function progressText({ roles, share, phase, network }: ScaleTrial, startedAt: number): string {
  const rate = (network.events / Math.max(1, performance.now() - startedAt)) * 1000;
  const memory = formatBytes(process.memoryUsage.rss());
  return `${roles.size} nodes · ${phase} ${progressBar(share)} · ${shortNumber(rate)} events/s · ${memory}`;
}

import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createOutput } from '../../../source/commands/output.ts';
import { simulate } from '../../../source/commands/simulate/simulate.ts';
import type { SimulateDocument } from '../../../source/commands/simulate/simulate-document.ts';
import { bytesNeeded, checkMemory } from '../../../source/commands/simulate/simulate-memory.ts';
import { type SimulateOptions, sweepSizes } from '../../../source/commands/simulate/simulate-options.ts';
import { parseCommandLine } from '../../../source/invocation.ts';
import { kademliaHops, meanDistance, overlayFacts } from '../../../source/scale/overlay-facts.ts';

function options(line: string): SimulateOptions {
  const invocation = parseCommandLine(`simulate ${line}`.trim().split(' '), { freshSeed: 7, noColor: undefined });
  if (invocation.type !== 'simulate') throw new Error(`${line} gives ${invocation.type}`);
  return invocation.options;
}

/** Runs the command as the program does; `interruptAfter`: turns of the event loop after which somebody presses Ctrl-C. */
async function run(line: string, interruptAfter?: number) {
  const [stdout, stderr] = [new PassThrough(), Object.assign(new PassThrough(), { isTTY: true })];
  let interrupt = (): void => undefined;
  const done = simulate(options(line), {
    stdout: createOutput(stdout),
    stderr: createOutput(stderr),
    onInterrupt: (call) => {
      interrupt = call;
    },
  });
  for (let turn = 0; turn < (interruptAfter ?? 0); turn++) await new Promise((resolve) => setImmediate(resolve));
  if (interruptAfter !== undefined) interrupt();
  const exitCode = await done;
  return { exitCode, text: textIn(stdout), progress: textIn(stderr) };
}

/** Piece by piece: since Node 26 `read` gives one of them. */
function textIn(stream: PassThrough): string {
  let text = '';
  for (let piece = stream.read(); piece !== null; piece = stream.read()) text += piece;
  return text;
}

describe('the options of simulate', () => {
  it('are those of a lab, but peers, many, and questions in place of a time', () => {
    expect(options('')).toMatchObject({ mode: 'peer-to-peer', nodes: 10_000, queries: 100, rate: 0, on: 'simulation' });
    expect(options('--nodes 100000 --mode star --queries 7 --rate 5 --degree 6 --ttl 9 --seed 3')).toMatchObject({
      ...{ mode: 'client-server', nodes: 100_000, queries: 7, rate: 5, degree: 6, ttl: 9, seed: 3 },
    });
  });

  it.each([
    ['--nodes 1', '--nodes 1 is too small; allowed: 2 to 10000000 in `starmesh simulate`'],
    ['--queries 0', '--queries 0 is too small; allowed: 1 to 1000000'],
    ['--queries many', '--queries many is not a whole number'],
    ['--on processes', '--on does not belong here: `starmesh simulate` always runs on the simulator'],
    ['--duration 5s', '--duration does not belong here'],
    ['--concurrency 2', '--concurrency does not belong here'],
    ['--degree 1', '--degree 1 is too small'],
  ])('refuse %s in one line', (line, message) => {
    expect(() => options(line)).toThrow(message);
    expect(() => options(line)).toThrow(/^[^\n]*$/);
  });

  it('leave --queries to simulate alone', () => {
    for (const line of ['run --queries 5', '--queries 5']) {
      expect(() => parseCommandLine(line.split(' '), { freshSeed: 7, noColor: undefined })).toThrow(
        '--queries does not belong here',
      );
    }
  });

  it.each([
    [2, [2]],
    [100, [100]],
    [3000, [100, 316, 1000, 3000]],
    [100_000, [100, 316, 1000, 3162, 10_000, 31_623, 100_000]],
  ])('sweep to %i in half powers of ten', (nodes, sizes) => expect(sweepSizes(nodes)).toEqual(sizes));
});

describe('the memory that simulate asks for', () => {
  const flooding = overlayFacts('peer-to-peer', 'flooding');

  it('is refused beyond the machine, with the figures, and warned of when it is most of it', () => {
    const gibibyte = 1024 ** 3;
    expect(() => checkMemory(20 * gibibyte, 1_000_000, 100, 16 * gibibyte)).toThrow(
      '--nodes 1000000 with --queries 100 needs about 20.0 GiB, and 16.0 GiB may be used here; ask for fewer nodes or queries',
    );
    expect(checkMemory(10 * gibibyte, 1, 1, 16 * gibibyte)).toContain('16.0 GiB may be used here');
    expect(checkMemory(4 * gibibyte, 1, 1, 16 * gibibyte)).toBeUndefined();
  });

  it.each(['flooding', 'kademlia'])(
    'is at most 4 GiB for 100,000 peers with %s and the usual 100 questions',
    (overlay) => {
      const facts = overlayFacts('peer-to-peer', overlay);
      expect(bytesNeeded(100_000, 100, facts)).toBeLessThan(4 * 1024 ** 3);
    },
  );

  it('grows with the questions where every node remembers every one', () => {
    expect(bytesNeeded(1_000, 200, flooding)).toBeGreaterThan(bytesNeeded(1_000, 100, flooding));
  });
});

describe('the predictions', () => {
  it('know the table of TARGETS R3 and go on with half a hop a doubling at k = 1', () => {
    expect([16, 64, 256, 1024, 2048].map((nodes) => kademliaHops(nodes, 1))).toEqual([1.77, 2.74, 3.81, 4.84, 5.33]);
    expect(kademliaHops(512, 1)).toBeCloseTo((3.81 + 4.84) / 2, 9);
    expect((kademliaHops(8192, 1) ?? 0) - (kademliaHops(4096, 1) ?? 0)).toBeCloseTo(0.507, 3);
    expect(kademliaHops(64, 4)).toBeCloseTo((2.09 + 1.53) / 2, 9);
    expect(kademliaHops(64, 21)).toBeUndefined();
  });

  it('know the mean distance in a random regular graph', () => {
    expect(meanDistance(5, 4)).toBe(1);
    expect(meanDistance(10_000, 4)).toBeGreaterThan(7.5);
    expect(meanDistance(10_000, 4)).toBeLessThan(8.5);
  });

  it('are none for an overlay that nobody knows', () => {
    const facts = overlayFacts('peer-to-peer', 'smoke-signals');
    const size = { nodes: 100, edges: 200, degree: 4, k: 1 };
    expect([facts.messagesPerQuery(size), facts.hopsMean(size)]).toEqual([undefined, undefined]);
  });
});

describe('simulate', () => {
  it('prints a row for each size, plots with the prediction, and n and seed', async () => {
    const { exitCode, text, progress } = await run('--overlay flooding --nodes 400 --queries 10 --seed 7 --ascii');
    expect(exitCode).toBe(0);
    expect(text).toMatch(/simulated, seed 7, n = 10 queries at each size/);
    for (const [nodes, messages] of [
      [100, 301],
      [316, 949],
      [400, 1201],
    ]) {
      expect(text).toMatch(
        new RegExp(`^ +${nodes} +\\d\\.\\d\\d +\\d+ +${messages} +${messages} +4\\.00 +[\\d.]+x `, 'm'),
      );
    }
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(text).toMatch(/\|.*o/);
    expect(text.match(/^[\t\n\x20-\x7e]*$/)).not.toBeNull();
    expect(progress).toMatch(/^(\r\x1b\[2K100 nodes · \w+ \[[#.]{20}\] · [\d.]+[kM]? events\/s · [\d.]+ [MG]B)/);
    expect(progress.endsWith('\r\x1b[2K')).toBe(true);
  });

  it('prints one document with the fields of a run, and all sizes in sweep', async () => {
    const { text } = await run('--overlay flooding --nodes 150 --queries 10 --json');
    const document: SimulateDocument = JSON.parse(text);
    expect(document).toMatchObject({
      ...{ schema: 'starmesh.run/1', measuredOn: 'simulation', seed: 7, mode: 'peer-to-peer', overlay: 'flooding' },
      ...{ workload: 'files', link: 'loopback', faults: [] },
      requests: { attempted: 10, succeeded: 10, failed: 0 },
      placement: { items: 150, copies: 160 },
    });
    expect(document.nodes).toHaveLength(150);
    expect(document.nodes[0]).not.toHaveProperty('pid');
    expect(document.connections.length).toBeGreaterThanOrEqual(300);
    expect(document.sweep.map(({ nodes, complete }) => [nodes, complete])).toEqual([
      [100, true],
      [150, true],
    ]);
    expect(document.predictions[0]).toMatchObject({
      ...{ name: 'queryMessagesPerQuery', predicted: 451, measured: 451, ratio: 1 },
    });
    const made = document.nodes.reduce((total, { requestsMade }) => total + requestsMade, 0);
    const served = document.nodes.reduce((total, { requestsServed }) => total + requestsServed, 0);
    expect([made, served]).toEqual([10, 10]);
  });

  it('shows the star: two messages, one hop, and a server that handles half of everything', async () => {
    const { text } = await run('--nodes 100 --mode star --queries 10');
    expect(text).toMatch(/^ +100 +1\.00 +1 +2 +2 +1\.98 +50x /m);
  });

  it('interrupted, prints what there is so far and ends with 130', async () => {
    const { exitCode, text } = await run('--overlay flooding --nodes 30000 --queries 50', 3);
    expect(exitCode).toBe(130);
    expect(text).toMatch(/^ {2}interrupted before N = 30000$/m);
  });
});

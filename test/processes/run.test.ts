import { expect, it } from 'vitest';
import type { RunDocument } from '../../source/experiments/documents/run-document.ts';
import { starmesh } from './program.ts';

/** Runs `starmesh run --json` to its end and gives what it printed. */
async function runDocument(...args: readonly string[]): Promise<RunDocument> {
  const { exitCode, stdout, stderr, lingeredMs } = await starmesh(['run', '--json', '--seed', '7', ...args]).ended;
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(/^\{\n[\s\S]*\n\}\n$/);
  expect(lingeredMs).toBeLessThan(5_000); // what is left open keeps a process for ever, a busy machine for a second
  return JSON.parse(stdout);
}

function sum(run: RunDocument, field: 'requestsMade' | 'requestsServed' | 'bytesSent' | 'bytesReceived'): number {
  return run.nodes.reduce((total, node) => total + node[field], 0);
}

/** Names of fields, with those of objects behind a dot. */
function fieldsOf(value: object): readonly string[] {
  return Object.entries(value).flatMap(([name, field]) =>
    typeof field === 'object' && field !== null && !Array.isArray(field)
      ? fieldsOf(field).map((inner) => `${name}.${inner}`)
      : name,
  );
}

it('prints one document with the fields that scripts rely on', async () => {
  const run = await runDocument(
    '--mode',
    'mesh',
    '--overlay',
    'flooding',
    '--nodes',
    '4',
    '--duration',
    '500ms',
    '--rate',
    '50',
  );
  const { nodes, connections, predictions, placement, ...rest } = run;
  expect(fieldsOf(rest)).toEqual([
    ...['schema', 'measuredOn', 'seed', 'mode', 'overlay', 'workload', 'link', 'durability', 'durationMs'],
    ...['startup.processesReadyMs', 'startup.firstRequestMs'],
    ...['requests.attempted', 'requests.succeeded', 'requests.fetched', 'requests.failed', 'requests.timedOut'],
    'requests.perSecond',
    ...['requests.latencyMs.p50', 'requests.latencyMs.p95', 'requests.latencyMs.p99', 'requests.latencyMs.max'],
    ...['requests.messagesPerRequest', 'requests.hops.mean', 'requests.hops.max'],
    ...['traffic.contentBytes', 'traffic.connectivityBytes', 'traffic.contentMessages', 'traffic.connectivityMessages'],
    'workloadFigures',
    ...['acknowledged', 'checked', 'readable', 'unavailable', 'lost', 'corrupt', 'verdict', 'reason'].map(
      (field) => `history.${field}`,
    ),
    ...['operations.done', 'operations.refused', 'operations.indefinite'].map((field) => `history.${field}`),
    'faults',
  ]);
  expect(nodes.map(({ id }) => id)).toEqual(['n1', 'n2', 'n3', 'n4']);
  expect(Object.keys(nodes[0] ?? {})).toEqual([
    ...['id', 'role', 'pid', 'address', 'state', 'requestsMade', 'requestsServed', 'queueLengthMax'],
    ...['bytesSent', 'bytesReceived', 'items', 'itemBytes', 'cpuMs', 'rssBytes', 'link'],
  ]);
  expect(Object.keys(connections[0] ?? {})).toEqual(['from', 'to']);
  expect(Object.keys(predictions[0] ?? {})).toEqual(['name', 'predicted', 'measured', 'ratio', 'source']);
  expect(Object.keys(placement.perNode)).toEqual(['n1', 'n2', 'n3', 'n4']);
  expect(run).toMatchObject({
    ...{ schema: 'starmesh.run/1', measuredOn: 'processes', seed: 7, mode: 'peer-to-peer', overlay: 'flooding' },
    ...{ workload: 'files', link: 'loopback', faults: [] },
    history: { acknowledged: 12, checked: 12, readable: 12, verdict: 'valid', reason: '' },
  });
});

it.each(['client-server', 'peer-to-peer'])('keeps a closed loop going in %s mode', async (mode) => {
  const closedLoop = ['--rate', '0', '--concurrency', '8', '--capacity', '0', '--duration', '700ms'];
  const run = await runDocument('--mode', mode, '--nodes', '4', ...closedLoop);
  const { succeeded, failed, attempted, perSecond } = run.requests;
  expect(failed).toBe(0);
  expect(attempted).toBe(succeeded);
  // A mesh ends its questions by keeping copies; a star goes on.
  expect(succeeded).toBeGreaterThan(mode === 'client-server' ? 200 : 8);
  expect(perSecond).toBeGreaterThan(0);
  expect(sum(run, 'requestsMade')).toBe(sum(run, 'requestsServed'));
  expect(sum(run, 'bytesSent')).toBe(sum(run, 'bytesReceived'));
});

const overload = ['--nodes', '8', '--rate', '400', '--capacity', '50', '--value-size', '256'];

/** What holds even where answers come too late. */
function expectAccounted(run: RunDocument): void {
  const { attempted, succeeded, failed, timedOut } = run.requests;
  expect(attempted).toBe(succeeded + failed);
  expect(sum(run, 'requestsMade')).toBe(attempted);
  // Served but not succeeded: the answer came after the one who had asked gave up, and counts as timed out with him.
  const servedLate = sum(run, 'requestsServed') - succeeded;
  expect(servedLate).toBeGreaterThanOrEqual(0);
  // A peer asks another holder as well when the first is silent for a second: then both may serve.
  if (run.mode === 'client-server') expect(servedLate).toBeLessThanOrEqual(timedOut);
}

/** The star fails nearly all, for want of one machine; the mesh has eight to share the work, and serves most of it. */
function expectMeshToCope(star: RunDocument, mesh: RunDocument): void {
  expectAccounted(star);
  expectAccounted(mesh);
  expect(star.requests.timedOut).toBeGreaterThan(100);
  expect(star.requests.failed).toBeGreaterThan(star.requests.timedOut); // the others were refused: its queue was full
  expect(star.requests.perSecond).toBeLessThan(50);
  const ratio = ({ requests }: RunDocument): number => requests.succeeded / requests.attempted;
  expect(ratio(mesh)).toBeGreaterThan(5 * ratio(star));
}

it.each(['processes', 'simulation'])(
  'shows on %s how a server fails under a load that peers share',
  async (on) => {
    const [star, mesh] = await Promise.all([
      runDocument('--on', on, '--mode', 'star', '--duration', '4s', ...overload),
      runDocument('--on', on, '--mode', 'mesh', '--duration', '2s', ...overload),
    ]);
    expectMeshToCope(star, mesh);
  },
  60_000,
);

it('ends within a second of its summary, which has a line for each figure', async () => {
  const { exitCode, stdout, lingeredMs } = await starmesh(['run', '--nodes', '3', '--duration', '300ms']).ended;
  expect(exitCode).toBe(0);
  expect(lingeredMs).toBeLessThan(5_000); // what is left open keeps a process for ever, a busy machine for a second
  for (const name of [
    'mode',
    'measured',
    'start',
    'requests',
    'latency',
    'messages',
    'traffic',
    'placement',
    'busiest',
  ]) {
    expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
  }
});

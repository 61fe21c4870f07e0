import { caption, figure, table } from './shapes.mjs';

/** What finding costs, by overlay (rows) and number of nodes (columns). */
export function overlaysTable(outputs, commands) {
  const runs = outputs.map(({ text }) => JSON.parse(text));
  const [flooding, kademlia, [sparse, index]] = [runs.slice(0, 2), runs.slice(2, 4), runs.slice(4)];
  const hops = ({ requests }) => `${figure(requests.messagesPerRequest, 1)}; ${figure(requests.hops.mean, 2)}`;
  const query = ({ predictions }) => predictions.find(({ name }) => name === 'queryMessagesPerQuery');
  const rows = [
    ['flooding: query messages a query, predicted 2E - N + 1', ...flooding.map((run) => figure(query(run).predicted))],
    ['flooding: query messages a query, measured', ...flooding.map((run) => figure(query(run).measured, 2))],
    ['flooding: messages a request; mean hops', ...flooding.map(hops)],
    ['Kademlia, k 4: messages a request; mean hops', ...kademlia.map(hops)],
    ['Kademlia, k 1: messages a request; mean hops', '', hops(sparse)],
    ['an index: query messages a query (predicted: 2)', '', figure(query(index).measured, 2)],
    ['an index: messages a request; mean hops', '', hops(index)],
  ];
  const counts = runs.map(({ requests }) => requests.fetched);
  const words = `simulated, seed 7, n = ${Math.min(...counts)} to ${Math.max(...counts)} requests each`;
  const command = commands[0].replace('flooding --nodes 8 --json', '… --nodes …');
  return `${table(['nodes', 8, 32], rows)}\n\n${caption([command], words)}`;
}

/** A sweep of `simulate`, without what depends on the machine. */
export function sizesTable([{ text }], commands) {
  const { sweep, seed } = JSON.parse(text);
  const rows = sweep.map((size) => [
    figure(size.nodes),
    figure(size.hopsMean, 2),
    size.hopsMax,
    figure(size.messagesPerQuery, 2),
    figure(size.predicted.messagesPerQuery),
    figure(size.linksPerNode, 1),
    `${figure(size.busiestLoad, 1)} x`,
    size.failed,
  ]);
  const head = ['N', 'hops, mean', 'hops, most', 'messages a query', 'predicted', 'links a node', 'busiest', 'failed'];
  return `${table(head, rows)}\n\n${caption(commands, `simulated, seed ${seed}, n = ${sweep[0].queries} queries at each size`)}`;
}

/** The same with what it took. */
export function largeSizesTable([{ text, cpuSeconds, seconds }], commands) {
  const { sweep, seed } = JSON.parse(text);
  const rows = sweep.map((size) => [
    figure(size.nodes),
    figure(size.hopsMean, 2),
    figure(size.messagesPerQuery, 2),
    `${figure(size.busiestLoad, 1)} x`,
    size.failed,
    figure((size.buildMs + size.runMs) / 1000, 1),
    figure(size.events),
    `${figure(size.rssBytes / 2 ** 20)} MiB`,
  ]);
  const head = [
    'N',
    'hops, mean',
    'messages a query',
    'busiest',
    'failed',
    'seconds',
    'events',
    'memory of the process',
  ];
  const cost = `all sizes ${figure(cpuSeconds)} s of CPU in ${figure(seconds)} s`;
  return `${table(head, rows)}\n\n${caption(commands, `seed ${seed}, n = ${sweep[0].queries} queries at each size, ${cost}`)}`;
}

/** The seven claims: the first measurement of each, and the verdict. */
export function claimsTable([{ text }], commands) {
  const { claims, seeds, tookMs } = JSON.parse(text);
  const rows = claims.map(({ lesson, metric, unit, clientServer, peerToPeer, n, verdict, condition }) => [
    `**${lesson}**`,
    `${metric} (${unit})`,
    short(clientServer),
    short(peerToPeer),
    n,
    `${verdict} ${condition}`.trim(),
  ]);
  const head = ['claim', 'first metric', 'client-server', 'peer-to-peer', 'n', 'verdict'];
  const words = `seeds from ${seeds[0]}, ${seeds.length} of them, in ${figure(tookMs / 1000)} s`;
  return `${table(head, rows)}\n\n${caption(commands, words)}`;
}

/** The seven verdicts alone. */
export function verdictsTable([{ text }], commands) {
  const { claims, seeds } = JSON.parse(text);
  const rows = claims.map(({ lesson, verdict, condition }) => [`**${lesson}**`, `${verdict} ${condition}`.trim()]);
  return `${table(['claim', 'verdict'], rows)}\n\n${caption(commands, `seeds from ${seeds[0]}, n = ${seeds.length}`)}`;
}

/** What the field knows: how far what was measured lies from the formula. */
export function canonicalTable([{ text }], commands) {
  const { canonical, seed } = JSON.parse(text);
  const rows = canonical.flatMap(({ name, title, points, band, n }) => {
    const ratios = points.flatMap(({ predicted, measured }) => (predicted && measured ? [measured / predicted] : []));
    if (ratios.length === 0) return [];
    const [low, high] = [Math.min(...ratios), Math.max(...ratios)];
    const isWithin = low >= band.low && high <= band.high;
    return [
      [
        name,
        title,
        ratios.length,
        n,
        `${figure(low, 3)} … ${figure(high, 3)}`,
        `${band.low} … ${band.high}`,
        isWithin ? 'yes' : '**no**',
      ],
    ];
  });
  const head = ['', 'result', 'points', 'n of each', 'measured / predicted', 'allowed', 'within'];
  return `${table(head, rows)}\n\n${caption(commands, `seed ${seed}`)}`;
}

/** What a whole simulated lab costs. */
export function runCostTable(outputs, commands) {
  const rows = outputs.map(({ text, cpuSeconds, seconds }) => {
    const { nodes, requests, durationMs } = JSON.parse(text);
    return [nodes.length, durationMs / 1000, requests.attempted, figure(cpuSeconds, 1), figure(seconds, 1)];
  });
  const head = ['nodes', 'simulated seconds', 'operations', 'CPU, s', 'wall clock, s'];
  return `${table(head, rows)}\n\n${caption(commands, 'seed 7, n = 1 each')}`;
}

function short(value) {
  return value === undefined ? 'not measured' : String(Number(value.toPrecision(3)));
}

import type { LabSnapshot } from '../../lab/view/snapshot.ts';
import { speedUpMetric } from '../../nodes/tasks/tasks.ts';
import { completionMetric } from '../../workloads/distribute.ts';

/** What a formula says beside what was counted. */
export interface Prediction {
  readonly name: string;
  readonly predicted: number;
  readonly measured: number;
  readonly ratio: number;
  readonly source: string;
}

type Formula = Pick<Prediction, 'name' | 'predicted' | 'source'> & { readonly measured: number | undefined };

/** Every formula that fits what ran. */
export function predictions(snapshot: LabSnapshot): readonly Prediction[] {
  return formulasOf(snapshot).flatMap(({ name, predicted, measured, source }) =>
    measured === undefined || predicted === 0
      ? []
      : [{ name, predicted, measured, ratio: measured / predicted, source }],
  );
}

function formulasOf(snapshot: LabSnapshot): readonly Formula[] {
  switch (snapshot.settings.workload) {
    case 'files':
    case 'web':
      return search(snapshot);
    case 'game':
      return [links(snapshot)];
    case 'tasks':
      return [speedUp(snapshot)];
    case 'distribute':
      return distribution(snapshot);
  }
}

function search(snapshot: LabSnapshot): readonly Formula[] {
  const { settings, traffic } = snapshot;
  if (settings.overlay === undefined || settings.overlay === 'kademlia' || traffic.queriesStarted === 0) return [];
  const formula = settings.overlay === 'index' ? indexPrediction : floodingPrediction(snapshot);
  return [{ name: 'queryMessagesPerQuery', ...formula, measured: traffic.queryMessages / traffic.queriesStarted }];
}

const indexPrediction = { predicted: 2, source: 'one question to the index, one answer' };

/** Flooding whose TTL covers the graph costs exactly 2E-N+1 query messages a query. */
function floodingPrediction({ nodes, links: edges }: LabSnapshot) {
  const source = `2E-N+1 with E = ${edges}, N = ${nodes.length}: each peer passes a query on once, to all but the one it came from`;
  return { predicted: 2 * edges - nodes.length + 1, source };
}

/** Connections of the living: a star needs one for each player, a mesh one for each pair. */
function links({ mode, nodes, links: measured }: LabSnapshot): Formula {
  const living = nodes.filter(({ state }) => state === 'ready').length;
  return mode === 'client-server'
    ? { name: 'links', predicted: living - 1, measured, source: 'N-1: each client to the server' }
    : { name: 'links', predicted: (living * (living - 1)) / 2, measured, source: 'N(N-1)/2: each peer to each other' };
}

/** Amdahl 1967: the serial share s is done by one, the rest by W workers. */
function speedUp({ mode, nodes, settings, workload }: LabSnapshot): Formula {
  const { serialShare } = settings;
  const workers = nodes.filter(({ state, role, duty }) => state === 'ready' && role !== 'server' && duty === undefined);
  const source = `1/(s+(1-s)/W) with s = ${serialShare}, W = ${workers.length} ${mode === 'client-server' ? 'clients' : 'peers'}`;
  const predicted = 1 / (serialShare + (1 - serialShare) / Math.max(1, workers.length));
  const measured = workload.figures.find(({ metric }) => metric === speedUpMetric)?.mean;
  return { name: 'speedUp', predicted, measured, source };
}

/** Kurose and Ross, Computer Networking, chapter 2: the least time in which everybody can have a file, by the caps of the links; none where a cap is missing. */
function distribution({ mode, settings: { file }, workload }: LabSnapshot): readonly Formula[] {
  const { bytes, source, receivers } = file;
  const ups = receivers.map(({ up }) => up ?? Number.POSITIVE_INFINITY);
  const slowestDown = Math.min(...receivers.map(({ down }) => down ?? Number.POSITIVE_INFINITY));
  const n = receivers.length;
  if (source.up === undefined || n === 0) return [];
  const allUp = ups.reduce((total, up) => total + up, source.up);
  const [seconds, formula] =
    mode === 'client-server'
      ? [Math.max((n * bytes) / source.up, bytes / slowestDown), 'max{NF/u_s, F/d_min}']
      : [
          Math.max(bytes / source.up, bytes / slowestDown, (n * bytes) / allUp),
          'max{F/u_s, F/d_min, NF/(u_s + sum u_i)}',
        ];
  const figure = workload.figures.find(({ metric }) => metric === completionMetric);
  const measured = figure !== undefined && figure.n >= n ? figure.max : undefined;
  return [
    { name: 'distributionMs', predicted: seconds * 1000, measured, source: `${formula}, N = ${n} (Kurose and Ross)` },
  ];
}

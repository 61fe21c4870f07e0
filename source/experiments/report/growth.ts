import { spreadOf } from '../compare/statistics.ts';
import type { Trial } from '../compare/trial.ts';
import type { CanonicalResult } from '../documents/canonical-result.ts';
import type { RunDocument } from '../documents/run-document.ts';

type Ran = readonly (Trial & { readonly run: RunDocument })[];
type Value = (requests: RunDocument['requests']) => number | undefined;

/** Messages and hops against the number of nodes, medians of the trials that varied it; nothing where none came to its end. No formula stands beside them. */
export function growthResults(
  trials: Ran,
  measuredOn: 'processes' | 'simulation',
  seed: number,
): readonly CanonicalResult[] {
  const sized = trials.filter(({ condition }) => condition.settings.nodes !== undefined);
  if (sized.length === 0) return [];
  const figure = (title: string, unit: string, value: Value): CanonicalResult => ({
    name: 'from the trials',
    title,
    source: 'Medians over the seeds',
    measuredOn,
    seed,
    n: new Set(sized.map((trial) => trial.seed)).size,
    x: { name: 'nodes', unit: '', scale: 'log' },
    y: { name: unit, unit: '', scale: 'linear' },
    band: { low: 1, high: 1 },
    points: seriesOf(sized, value),
  });
  return [
    figure(
      'Messages a request against the number of nodes',
      'messages',
      ({ messagesPerRequest }) => messagesPerRequest,
    ),
    figure('Hops until an item was found against the number of nodes', 'mean hops', ({ hops }) => hops?.mean),
  ];
}

function seriesOf(trials: Ran, value: Value): CanonicalResult['points'] {
  const nameOf = ({ overlay, mode }: RunDocument): string => overlay ?? mode;
  const sizes = [...new Set(trials.map(({ run }) => run.nodes.length))].sort((a, b) => a - b);
  return [...new Set(trials.map(({ run }) => nameOf(run)))].sort().flatMap((series) =>
    sizes.flatMap((x) => {
      const runs = trials.filter(({ run }) => nameOf(run) === series && run.nodes.length === x);
      const measured = spreadOf(runs.flatMap(({ run }) => value(run.requests) ?? []))?.median;
      return measured === undefined ? [] : [{ series, x, predicted: undefined, measured }];
    }),
  );
}

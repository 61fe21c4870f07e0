import type { CanonicalResult } from '../documents/canonical-result.ts';
import { costModel, type PriceTable } from '../documents/cost-model.ts';
import type { Experiment } from '../documents/experiment.ts';
import type { Comparison } from './compare.ts';

/** What `compare --json` prints: schema `starmesh.compare/1`. */
export type CompareDocument = ReturnType<typeof compareDocument>;

/** How a comparison was made: for people who read it later. */
export interface ComparisonOrigin {
  readonly seed: number;
  readonly measuredOn: 'processes' | 'simulation';
  readonly version: string;
  readonly node: string;
  readonly machine: string;
  readonly command: string;
}

/** What a comparison may have besides. */
export interface ComparisonExtras {
  /** Undefined: they were not asked for. */
  readonly canonical: readonly CanonicalResult[] | undefined;
  readonly prices: PriceTable;
}

/** A comparison as a document. The names are a contract; `clientServer` and `peerToPeer` are medians of the claim's first metric. */
export function compareDocument(
  experiments: readonly Experiment[],
  comparison: Comparison,
  origin: ComparisonOrigin,
  { canonical, prices }: ComparisonExtras,
) {
  const [clientServer, peerToPeer] = comparison.runs;
  const isPair = clientServer !== undefined && peerToPeer !== undefined;
  return {
    schema: 'starmesh.compare/1',
    ...origin,
    seeds: comparison.seeds,
    tookMs: Math.round(comparison.tookMs),
    interrupted: comparison.isInterrupted,
    failures: comparison.failures,
    runs: comparison.runs,
    cost: isPair ? costModel(clientServer, peerToPeer, prices) : undefined,
    canonical,
    claims: experiments.map(({ claim, clientServer, peerToPeer, hypothesis }, index) => {
      const result = comparison.claims[index];
      const first = result?.measurements[0];
      return {
        claim: `${clientServer} / ${peerToPeer}`,
        lesson: claim,
        claimedClientServer: clientServer,
        claimedPeerToPeer: peerToPeer,
        hypothesis,
        metric: first?.metric,
        clientServer: first?.clientServer?.median,
        peerToPeer: first?.peerToPeer?.median,
        unit: first?.unit,
        n: first?.n ?? 0,
        verdict: result?.verdict ?? 'inconclusive',
        condition: result?.condition ?? '',
        measurements: result?.measurements ?? [],
      };
    }),
  };
}

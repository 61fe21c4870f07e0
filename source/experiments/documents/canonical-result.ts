/** One of the results that the field knows, reproduced: predicted and measured side by side, as points of a figure. */
export interface CanonicalResult {
  /** As `TARGETS.md` numbers them: `R1` … `R9`; a suffix tells parts apart: `R1 counter-example`. */
  readonly name: string;
  readonly title: string;
  /** Where the formula or the published figure comes from. */
  readonly source: string;
  /** Where both are in one figure, `series` says which is which. */
  readonly measuredOn: 'processes' | 'simulation' | 'simulation and processes';
  readonly seed: number;
  /** `n` of each point: how often it was measured. */
  readonly n: number;
  readonly x: Axis;
  readonly y: Axis;
  readonly points: readonly CanonicalPoint[];
  /** Measured / predicted within these is a pass. */
  readonly band: { readonly low: number; readonly high: number };
}

export interface Axis {
  readonly name: string;
  readonly unit: string;
  /** How a figure should draw it. */
  readonly scale: 'linear' | 'log';
}

export interface CanonicalPoint {
  /** Which line of the figure: `client-server`, `kademlia, k 1` … */
  readonly series: string;
  readonly x: number;
  /** Undefined: no formula says anything here. */
  readonly predicted: number | undefined;
  /** Undefined: not measured, a line of prediction only. */
  readonly measured: number | undefined;
}

/** Whether every point that has both lies within the band; undefined: no point has both. */
export function passes({ points, band }: CanonicalResult): boolean | undefined {
  const ratios = points.flatMap(({ predicted, measured }) =>
    predicted === undefined || measured === undefined || predicted === 0 ? [] : [measured / predicted],
  );
  return ratios.length === 0 ? undefined : ratios.every((ratio) => ratio >= band.low && ratio <= band.high);
}

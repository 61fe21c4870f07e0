/** Least, middle and greatest of some samples, and how many there are. */
export function spreadOf(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { n: sorted.length, min: sorted[0], median, max: sorted.at(-1) };
}

export function median(samples) {
  return spreadOf(samples).median;
}

/** Ratios of samples taken one after the other in the same round: noise that lasts longer than a round falls out. */
export function ratiosOf(ours, baseline) {
  return ours.map((value, round) => value / baseline[round]);
}

import { simulatedLatencyMs } from '../lab/clusters/simulation.ts';
import type { LinkProfile } from '../links/link-profile.ts';

/**
 * What the lean network makes of a link: its latency and jitter. Bandwidth and loss are not modelled there. `latencyMs` is the least, to which
 * up to `jitterMs` is added.
 */
export function scaleLatency({ latencyMs, jitterMs }: LinkProfile): {
  readonly latencyMs: number;
  readonly jitterMs: number;
} {
  if (latencyMs === 0) return { latencyMs: simulatedLatencyMs, jitterMs };
  const least = Math.max(simulatedLatencyMs, latencyMs - jitterMs);
  return { latencyMs: least, jitterMs: 2 * Math.max(0, latencyMs - least) };
}

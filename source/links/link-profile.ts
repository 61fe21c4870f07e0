/**
 * How one node is attached to the modelled network. A path crosses the access links of both its ends and takes half of each one's latency, so
 * that between two nodes of one profile it takes what the profile says.
 */
export interface LinkProfile {
  /** A name of `linkProfiles`, or `custom`. */
  readonly name: string;
  /** One way, over a path between two such nodes, without queueing. */
  readonly latencyMs: number;
  /** How far the latency of such a path strays at most, up or down; the mean stays. */
  readonly jitterMs: number;
  /** Undefined: no cap. */
  readonly upBytesPerSecond: number | undefined;
  readonly downBytesPerSecond: number | undefined;
  /** Share of the TCP segments that such a path loses, 0 … 1. */
  readonly lossShare: number;
}

export type LinkName = 'loopback' | 'lan' | 'wan' | 'mobile' | 'satellite';

/** Bytes a second of so many megabits a second. */
const mbit = (count: number): number => (count * 1e6) / 8;

/**
 * The profiles by name. Figures for other places are a flag away (`--link wan,up=1mbit`).
 *
 * * `loopback`: nothing is modelled.
 * * `lan`: gigabit Ethernet (IEEE 802.3ab: 1000 Mbit/s each way); a round trip within a data centre or a building takes half a millisecond
 *   (J. Dean, "Numbers everyone should know", LADIS 2009 keynote).
 * * `wan`: a round trip of 80 ms, about what crosses the North Atlantic (Verizon's service level for it is 90 ms); 20 Mbit/s up and 100 Mbit/s
 *   down is what the FCC calls broadband (FCC 24-27, March 2024); a loss of 0.1 % is what ITU-T Y.1541 allows in class 0, jitter less (50 ms).
 * * `mobile`: what Lighthouse takes for a phone by default, "the bottom 25 % of 4G connections": a round trip of 150 ms, 1.6 Mbit/s down, 750 kbit/s
 *   up (Lighthouse, docs/throttling.md). Jitter and loss are our choice.
 * * `satellite`: a geostationary satellite at 35,786 km: a round trip of 558 ms at the edge of its view (RFC 2488, section 2); 3 Mbit/s up and
 *   25 Mbit/s down as HughesNet's plans of the fifth generation. Jitter and loss are our choice.
 */
export const linkProfiles: Readonly<Record<LinkName, LinkProfile>> = {
  loopback: profile('loopback', 0, 0, undefined, undefined, 0),
  lan: profile('lan', 0.25, 0.05, mbit(1000), mbit(1000), 0),
  wan: profile('wan', 40, 4, mbit(20), mbit(100), 0.001),
  mobile: profile('mobile', 75, 20, mbit(0.75), mbit(1.6), 0.005),
  satellite: profile('satellite', 280, 10, mbit(3), mbit(25), 0.005),
};

export const linkNames = Object.keys(linkProfiles) as readonly LinkName[];

function profile(
  name: string,
  latencyMs: number,
  jitterMs: number,
  upBytesPerSecond: number | undefined,
  downBytesPerSecond: number | undefined,
  lossShare: number,
): LinkProfile {
  return { name, latencyMs, jitterMs, upBytesPerSecond, downBytesPerSecond, lossShare };
}

/** Whether nothing is modelled: bytes pass as they come. */
export function isLoopback(link: LinkProfile): boolean {
  const { latencyMs, jitterMs, upBytesPerSecond, downBytesPerSecond, lossShare } = link;
  const isUncapped = upBytesPerSecond === undefined && downBytesPerSecond === undefined;
  return latencyMs === 0 && jitterMs === 0 && lossShare === 0 && isUncapped;
}

/** The same link, so many times as slow. */
export function slowedLink(link: LinkProfile, times: number): LinkProfile {
  if (times === 1) return link;
  const slower = (rate: number | undefined): number | undefined => (rate === undefined ? undefined : rate / times);
  return {
    ...link,
    latencyMs: link.latencyMs * times,
    upBytesPerSecond: slower(link.upBytesPerSecond),
    downBytesPerSecond: slower(link.downBytesPerSecond),
  };
}

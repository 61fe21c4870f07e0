import { type NodeId, nodeNumber, parseNodeId } from '../protocol/ids.ts';
import { type LinkProfile, linkNames, linkProfiles } from './link-profile.ts';

/** The links of a lab: one profile for all, others for single nodes. */
export interface LinkPlan {
  readonly lab: LinkProfile;
  readonly nodes: ReadonlyMap<NodeId, LinkProfile>;
}

/** What a text became, or what is wrong with it: the part, and what is allowed. */
export type Parsed<T> =
  | { readonly type: 'parsed'; readonly value: T }
  | { readonly type: 'refused'; readonly reason: string };

/** Nothing is modelled. */
export const loopbackLinks: LinkPlan = { lab: linkProfiles.loopback, nodes: new Map() };

const parts = 'latency=40ms, jitter=5ms, up=4mbit, down=20mbit, loss=1%';
const latencyMsMax = 2_000;
const bitsPerSecondMin = 8_000;
const bitsPerSecondMax = 100e9;
const lossShareMax = 0.5;
const nodesMax = 1_000;

/** The profile of a node. */
export function linkOf(plan: LinkPlan, node: NodeId): LinkProfile {
  return plan.nodes.get(node) ?? plan.lab;
}

/** The next profile by name for the lab; behind figures of its own comes the first. */
export function nextLink({ lab, nodes }: LinkPlan): LinkPlan {
  const place = linkNames.findIndex((known) => linkProfiles[known] === lab);
  const name = linkNames[(place + 1) % linkNames.length] ?? 'loopback';
  return { lab: linkProfiles[name], nodes };
}

/** Parses `wan`, or `wan; n3: mobile; n4: latency=5ms`: the lab's link first, then those of single nodes. */
export function parseLinkPlan(text: string): Parsed<LinkPlan> {
  let lab = linkProfiles.loopback;
  const nodes = new Map<NodeId, LinkProfile>();
  const sections = text.split(';').map((section) => section.trim());
  if (sections.length > nodesMax) return refused(`${sections.length} links; allowed are ${nodesMax}`);
  for (const [place, section] of sections.entries()) {
    const colon = section.indexOf(':');
    const name = section.slice(0, Math.max(0, colon)).trim();
    const node = parseNodeId(name);
    if (colon !== -1 && node === undefined) return refused(`"${name}" is no node; write n3: mobile`);
    if (colon === -1 && place > 0)
      return refused(`"${section}" does not say for which node; write n3: ${section || 'mobile'}`);
    const link = parseLink(section.slice(colon + 1));
    if (link.type === 'refused') return link;
    if (node === undefined) lab = link.value;
    else if (nodes.has(node)) return refused(`${node} has two links`);
    else nodes.set(node, link.value);
  }
  return { type: 'parsed', value: { lab, nodes } };
}

/** Parses a profile's name, figures like `latency=40ms,loss=1%`, or both, the name first: `wan,up=1mbit`. */
export function parseLink(text: string): Parsed<LinkProfile> {
  const [first = '', ...others] = text.split(',').map((part) => part.trim());
  const name = linkNames.find((known) => known === first);
  if (name === undefined && !first.includes('='))
    return refused(`"${first}" is no link; allowed: ${linkNames.join(', ')}, or ${parts}`);
  let link = name === undefined ? { ...linkProfiles.loopback, name: 'custom' } : linkProfiles[name];
  for (const part of name === undefined ? [first, ...others] : others) {
    const change = parsePart(part);
    if (change.type === 'refused') return change;
    link = { ...link, ...change.value, name: 'custom' };
  }
  return { type: 'parsed', value: link };
}

function parsePart(part: string): Parsed<Partial<LinkProfile>> {
  const match = /^([a-z]+)=(\d+(?:\.\d+)?)([a-z%]*)$/.exec(part.toLowerCase());
  const [, key = '', digits = '', unit = ''] = match ?? [];
  const value = Number(digits);
  switch (key) {
    case 'latency':
    case 'jitter': {
      const ms = value * (unit === 'ms' ? 1 : unit === 's' ? 1000 : Number.NaN);
      if (!(ms <= latencyMsMax)) return refused(`"${part}": allowed is ${key}=0ms to ${latencyMsMax}ms`);
      return parsed(key === 'latency' ? { latencyMs: ms } : { jitterMs: ms });
    }
    case 'up':
    case 'down': {
      const bits = value * (bitsPer[unit] ?? Number.NaN);
      if (!(bits >= bitsPerSecondMin && bits <= bitsPerSecondMax))
        return refused(`"${part}": allowed is ${key}=8kbit to 100gbit (bits a second)`);
      return parsed(key === 'up' ? { upBytesPerSecond: bits / 8 } : { downBytesPerSecond: bits / 8 });
    }
    case 'loss': {
      const share = unit === '%' ? value / 100 : unit === '' ? value : Number.NaN;
      if (!(share <= lossShareMax)) return refused(`"${part}": allowed is loss=0% to ${lossShareMax * 100}%`);
      return parsed({ lossShare: share });
    }
    default:
      return refused(`"${part}" is no part of a link; allowed: ${parts}`);
  }
}

const bitsPer: Readonly<Record<string, number>> = { bit: 1, kbit: 1e3, mbit: 1e6, gbit: 1e9 };

function parsed<T>(value: T): Parsed<T> {
  return { type: 'parsed', value };
}

function refused(reason: string): { readonly type: 'refused'; readonly reason: string } {
  return { type: 'refused', reason };
}

/** A profile as `--link` takes it: its name, or its figures. */
export function linkText(link: LinkProfile): string {
  return link.name === 'custom' ? figuresText(link, '=').join(',') || 'loopback' : link.name;
}

/** A plan as `--link` takes it. */
export function linkPlanText({ lab, nodes }: LinkPlan): string {
  const inOrder = [...nodes].sort(([one], [other]) => nodeNumber(one) - nodeNumber(other));
  return [linkText(lab), ...inOrder.map(([node, link]) => `${node}: ${linkText(link)}`)].join('; ');
}

/** What a link costs, for a log: `wan (40 ms, jitter 4 ms, up 20 mbit, down 100 mbit, loss 0.1%)`. */
export function linkDescription(link: LinkProfile): string {
  const figures = figuresText(link, ' ').map((part) =>
    part.replace(/^latency /, '').replace(/(\d)(ms|[kmg]?bit)$/, '$1 $2'),
  );
  return figures.length === 0 ? link.name : `${link.name} (${figures.join(', ')})`;
}

function figuresText(link: LinkProfile, is: string): string[] {
  const { latencyMs, jitterMs, upBytesPerSecond: up, downBytesPerSecond: down, lossShare } = link;
  return [
    ...(latencyMs === 0 ? [] : [`latency${is}${latencyMs}ms`]),
    ...(jitterMs === 0 ? [] : [`jitter${is}${jitterMs}ms`]),
    ...(up === undefined ? [] : [`up${is}${rateText(up)}`]),
    ...(down === undefined ? [] : [`down${is}${rateText(down)}`]),
    ...(lossShare === 0 ? [] : [`loss${is}${Number((lossShare * 100).toPrecision(6))}%`]),
  ];
}

function rateText(bytesPerSecond: number): string {
  const bits = bytesPerSecond * 8;
  const unit = (['gbit', 'mbit', 'kbit'] as const).find((name) => bits >= (bitsPer[name] ?? 1)) ?? 'bit';
  return `${Number((bits / (bitsPer[unit] ?? 1)).toPrecision(9))}${unit}`;
}

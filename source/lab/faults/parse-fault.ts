import { type NodeId, nodeId, nodeNumber, parseNodeId } from '../../protocol/ids.ts';
import type { Fault, FaultTarget, ScheduledFault } from './fault.ts';

/** A fault that was written wrongly; `column` counts from 0. */
export class FaultSyntaxError extends Error {
  override readonly name = 'FaultSyntaxError';
  readonly column: number;

  constructor(column: number, message: string) {
    super(message);
    this.column = column;
  }
}

interface Word {
  readonly text: string;
  readonly column: number;
}

/** Every verb, with what follows it. */
export const faultVerbs = {
  kill: 'TARGET',
  restart: 'TARGET',
  pause: 'TARGET',
  resume: 'TARGET',
  leave: 'TARGET',
  slow: 'TARGET TIMESx',
  cut: 'NODE NODE',
  partition: 'NODES | NODES',
  heal: '',
  churn: 'SESSION',
} as const satisfies Readonly<Record<Fault['type'], string>>;

const targets = ['server', 'busiest', 'random'] as const;
const msPer: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000 };
const nodesMax = 10_000;

/** `TIME VERB … [for TIME]`: `3s kill server`, `2s partition n1,n2 | n3-n8 for 4s`. Throws FaultSyntaxError with the place of the mistake. */
export function parseFault(text: string): ScheduledFault {
  const words = [...text.matchAll(/\S+/g)].map((match): Word => ({ text: match[0], column: match.index }));
  const end: Word = { text: '', column: text.length };
  const [at = end, verb = end, ...rest] = words;
  const atMs = duration(at, 'when it comes');
  const lastTwo = rest.slice(-2);
  const lasts = lastTwo[0]?.text === 'for';
  const args = lasts ? rest.slice(0, -2) : rest;
  const fault = faultOf(verb, args, end);
  return { atMs, fault, forMs: lasts ? duration(lastTwo[1] ?? end, 'how long it lasts') : undefined };
}

function faultOf(verb: Word, args: readonly Word[], end: Word): Fault {
  const [first = end, second = end] = args;
  switch (verb.text) {
    case 'kill':
    case 'restart':
    case 'pause':
    case 'resume':
    case 'leave':
      only(args, 1);
      return { type: verb.text, target: target(first) };
    case 'slow':
      only(args, 2);
      return { type: 'slow', target: target(first), times: times(second) };
    case 'cut':
      only(args, 2);
      return args.length === 2 ? pair(first, second) : cut(first);
    case 'partition':
      return { type: 'partition', groups: groups(args, end) };
    case 'heal':
      only(args, 0);
      return { type: 'heal' };
    case 'churn':
      only(args, 1);
      return { type: 'churn', sessionMs: duration(first, 'how long a session is in the mean') };
    default: {
      const forms = Object.entries(faultVerbs).map(([name, what]) => `${name} ${what}`.trim());
      throw new FaultSyntaxError(verb.column, `"${verb.text}" is no fault; allowed: ${forms.join(', ')}`);
    }
  }
}

function only(args: readonly Word[], count: number): void {
  const extra = args[count];
  if (extra === undefined) return;
  throw new FaultSyntaxError(extra.column, `"${extra.text}" is too much; \`for TIME\` may follow, like \`for 4s\``);
}

function duration({ text, column }: Word, what: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|min|m|h)$/.exec(text);
  const scale = msPer[match?.[2] ?? ''];
  if (match !== null && scale !== undefined) return Number(match[1]) * scale;
  throw new FaultSyntaxError(column, `"${text}" is no time: ${what} is written like 500ms, 3s or 1m`);
}

function target(word: Word): FaultTarget {
  const known = targets.find((name) => name === word.text);
  return known ?? node(word, `${targets.join(', ')}, or a node like n3`);
}

function node({ text, column }: Word, allowed = 'nodes are written like n3'): NodeId {
  const parsed = parseNodeId(text);
  if (parsed !== undefined && nodeNumber(parsed) <= nodesMax) return parsed;
  throw new FaultSyntaxError(column, `"${text}" is no node; allowed: ${allowed}`);
}

function times({ text, column }: Word): number {
  const match = /^x?(\d+(?:\.\d+)?)x?$/.exec(text);
  const value = /x/.test(text) ? Number(match?.[1]) : Number.NaN;
  if (match !== null && value >= 1 && value <= 1_000) return value;
  throw new FaultSyntaxError(column, `"${text}" is no factor from 1x to 1000x, like 10x`);
}

function cut({ text, column }: Word): Fault {
  const [a = '', b = '', more] = text.split('-');
  const ends = [node({ text: a, column }), node({ text: b, column: column + a.length + 1 })] as const;
  if (more === undefined && ends[0] !== ends[1]) return { type: 'cut', a: ends[0], b: ends[1] };
  throw new FaultSyntaxError(column, `"${text}" is no pair of nodes; write n1-n2`);
}

/** `n1 n2`, as well as `n1-n2`. */
function pair(first: Word, second: Word): Fault {
  const [a, b] = [node(first), node(second)];
  if (a !== b) return { type: 'cut', a, b };
  throw new FaultSyntaxError(second.column, `${b} cannot be cut off from itself; write two nodes, like n1 n2`);
}

/** Groups behind bars; commas and ranges within: `n1,n2 | n3-n8`. One group alone is parted from all others. */
function groups(args: readonly Word[], end: Word): readonly (readonly NodeId[])[] {
  const all: NodeId[][] = [[]];
  for (const word of args) {
    let column = word.column;
    for (const part of word.text.split(/(\|)/)) {
      if (part === '|') all.push([]);
      else for (const id of nodesOf({ text: part, column })) all.at(-1)?.push(id);
      column += part.length;
    }
  }
  const flat = all.flat();
  const twice = flat.find((id, at) => flat.indexOf(id) !== at);
  const place = args[0] ?? end;
  if (twice !== undefined) throw new FaultSyntaxError(place.column, `${twice} is in two groups`);
  if (all.every((group) => group.length > 0)) return all;
  throw new FaultSyntaxError(place.column, 'a partition needs groups of nodes, like n1,n2 | n3-n8');
}

function nodesOf({ text, column }: Word): NodeId[] {
  let at = column;
  return text.split(',').flatMap((part) => {
    const here = at;
    at += part.length + 1;
    if (part === '') return [];
    const [from = '', to] = part.split('-');
    const first = node({ text: from, column: here });
    if (to === undefined) return [first];
    const last = node({ text: to, column: here + from.length + 1 });
    const count = nodeNumber(last) - nodeNumber(first) + 1;
    if (count < 1) throw new FaultSyntaxError(here, `"${part}" runs backwards; write ${to}-${from}`);
    return Array.from({ length: count }, (_, index) => nodeId(nodeNumber(first) + index));
  });
}

import type { LogEntry } from '../../lab/view/log-entry.ts';
import type { NodeView } from '../../lab/view/node-view.ts';
import type { LabSnapshot } from '../../lab/view/snapshot.ts';
import type { PaneName } from '../drawing/layout.ts';
import type { Completion } from './prompt-state.ts';

/** What can be filtered: panes with rows, and sheets of text. */
export type FilterTarget = Exclude<PaneName, 'topology'> | (typeof filterableSheets)[number];
const filterableSheets = ['help', 'commands', 'history'] as const;
/** The filters that are on, by what they filter; never an empty text. */
export type Filters = Readonly<Partial<Record<FilterTarget, string>>>;

/** What `/` filters now: the sheet, else the pane with the focus; the network is filtered by its list of nodes. Undefined: it has no rows. */
export function filterTarget(
  { sheet, focus }: { readonly sheet: string | undefined; readonly focus: PaneName },
  { settings: { workload } }: LabSnapshot,
): FilterTarget | undefined {
  if (sheet !== undefined) return filterableSheets.find((name) => name === sheet);
  if (focus === 'topology') return 'nodes';
  return focus === 'placement' && workload !== 'files' && workload !== 'web' ? undefined : focus;
}

/** The filters with another text for one of them; blank: without it. */
export function withFilter(filters: Filters, target: FilterTarget, text: string): Filters {
  const { [target]: _before, ...others } = filters;
  return text.trim() === '' ? others : { ...others, [target]: text };
}

/** Whether a row has every word of a filter: a node's name as a whole (`n1` is not `n12`), any other word as a part, in capitals or not. */
export function matches(filter: string, row: string): boolean {
  const text = row.toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/u)
    .every((word) => (/^n\d+$/.test(word) ? new RegExp(`\\b${word}\\b`).test(text) : text.includes(word)));
}

/** A snapshot with only those rows of a pane that match, and how many of how many these are. */
export function narrowed(
  target: FilterTarget,
  filter: string,
  snapshot: LabSnapshot,
): { readonly snapshot: LabSnapshot; readonly shown: number; readonly all: number } {
  switch (target) {
    case 'requests': {
      const log = snapshot.log.filter((entry) => matches(filter, entryText(entry)));
      return { snapshot: { ...snapshot, log }, shown: log.length, all: snapshot.log.length };
    }
    case 'nodes': {
      const nodes = snapshot.nodes.filter((node) => matches(filter, nodeText(node)));
      return { snapshot: { ...snapshot, nodes }, shown: nodes.length, all: snapshot.nodes.length };
    }
    case 'placement': {
      const { placement } = snapshot;
      const items = placement.items.filter(({ name, author }) => matches(filter, `${name} ${author}`));
      const shown = { ...snapshot, placement: { ...placement, items } };
      return { snapshot: shown, shown: items.length, all: placement.items.length };
    }
    default:
      return { snapshot, shown: 0, all: 0 }; // sheets filter their own lines
  }
}

/** What a filter of the nodes looks at. */
export function nodeText({ id, role, state, duty, slowness }: NodeView): string {
  return [id, role, state, duty ?? '', slowness > 1 ? 'slow' : ''].join(' ');
}

function entryText(entry: LogEntry): string {
  if (entry.type === 'event') return `${entry.node ?? ''} ${entry.level} ${entry.text}`;
  const { node, operation, item, outcome, servedBy } = entry;
  return `${node} ${servedBy ?? ''} ${operation === 'fetch' ? 'get' : 'put'} ${item} ${outcome.replace('-', ' ')}`;
}

/** What the last word of a filter could become. */
export function filterCompletion(target: FilterTarget, before: string, snapshot: LabSnapshot): Completion {
  const from = before.lastIndexOf(' ') + 1;
  const word = before.slice(from).toLowerCase();
  const known = [...new Set(wordsOf(target, snapshot))];
  return { from, candidates: known.filter((one) => one.toLowerCase().startsWith(word)), note: notes[target] };
}

const notes: Readonly<Record<FilterTarget, string>> = {
  requests: 'requests by node, item, get or put, outcome',
  nodes: 'nodes by name, role, state',
  placement: 'items by name, author',
  help: 'keys by what they do',
  commands: 'commands by what they do',
  history: 'what was done',
};

function wordsOf(target: FilterTarget, { nodes, placement }: LabSnapshot): string[] {
  const ids = nodes.map(({ id }) => id);
  const items = placement.items.map(({ name }) => name);
  switch (target) {
    case 'requests':
      return ['done', 'not found', 'refused', 'unreachable', 'timed out', 'get', 'put', 'error', ...ids, ...items];
    case 'nodes':
      return [...nodes.flatMap(({ role, state }) => [role, state]), ...ids];
    case 'placement':
      return [...items, ...ids];
    default:
      return [];
  }
}

import type { Fault } from '../../lab/faults/fault.ts';
import type { Intent } from '../../lab/rules/intent.ts';
import type { NodeView } from '../../lab/view/node-view.ts';
import type { LabSnapshot } from '../../lab/view/snapshot.ts';
import { filterTarget } from '../prompt/filter.ts';
import { openPrompt } from '../prompt/prompt-state.ts';
import { canGoBack, selectedNode, type UiAction, type UiState } from '../state/ui-state.ts';
import { whyNoKey } from './why-no-key.ts';

/** What the keys look at. */
export interface KeyContext {
  readonly snapshot: LabSnapshot;
  readonly ui: UiState;
}

/** What a key leads to: something for the lab, something for the screen, or a reason why not. */
export type KeyResult =
  | { readonly type: 'intent'; readonly intent: Intent }
  | { readonly type: 'ui'; readonly action: UiAction }
  | { readonly type: 'refused'; readonly reason: string };

/** One row of the key table: footer and help are printed from it. */
export interface KeyBinding {
  /** Names as `key-reader.ts` gives them; the first ones are shown. */
  readonly keys: readonly string[];
  readonly shown: string;
  readonly label: string;
  readonly help: string;
  /** The same in at most 30 characters, for small screens. */
  readonly brief?: string;
  /** Whether it belongs in the footer now. */
  readonly isOffered: (context: KeyContext) => boolean;
  /** Whether it comes before the others there: it is what one looks for in this state. */
  readonly comesFirst?: (context: KeyContext) => boolean;
  readonly press: (context: KeyContext, key?: string) => KeyResult;
}

const always = (): boolean => true;
const never = (): boolean => false;
const ui = (action: UiAction): KeyResult => ({ type: 'ui', action });
const intent = (wanted: Intent): KeyResult => ({ type: 'intent', intent: wanted });
const refused = (reason: string): KeyResult => ({ type: 'refused', reason });
const isStill = ({ snapshot }: KeyContext): boolean => snapshot.pace === 0;
const isRunning = ({ snapshot }: KeyContext): boolean =>
  snapshot.phase === 'working' || snapshot.phase === 'publishing';

/** How far a key moves the selection. */
const selectSteps: Readonly<Record<string, number>> = {
  down: 1,
  up: -1,
  j: 1,
  k: -1,
  right: 1,
  left: -1,
  h: -1,
  pagedown: 10,
  pageup: -10,
  home: -1e9,
  end: 1e9,
};

const isWorking = ({ snapshot }: KeyContext): boolean => snapshot.phase === 'working';
const paced = (context: KeyContext, wanted: Intent): KeyResult =>
  isWorking(context) ? intent(wanted) : refused(`the lab is ${context.snapshot.phase}: wait until it works`);
const fault = (wanted: Fault): KeyResult => intent({ type: 'fault', fault: wanted });
const isThere = ({ ui: state, snapshot }: KeyContext): boolean => selectedNode(state, snapshot)?.state === 'ready';

/** A fault of the selected node, which must be there. */
function onSelected({ ui: state, snapshot }: KeyContext, faultOf: (node: NodeView) => Fault): KeyResult {
  const node = selectedNode(state, snapshot);
  if (node === undefined) return refused('no node is selected');
  return node.state === 'down' ? refused(`${node.id} is down: r starts it again`) : fault(faultOf(node));
}

/** The first half of the nodes, the server among them, without the other one. */
function halves({ nodes }: LabSnapshot): Fault {
  return { type: 'partition', groups: [nodes.slice(0, Math.ceil(nodes.length / 2)).map(({ id }) => id)] };
}

/** Every key of the dashboard. */
export const keymap: readonly KeyBinding[] = [
  {
    keys: ['m'],
    shown: 'm',
    brief: 'star or mesh',
    label: 'mode',
    help: 'turn the same machines into the other network',
    isOffered: isRunning,
    press: (context) =>
      isRunning(context)
        ? intent({ type: 'switch-mode' })
        : refused(`the lab is ${context.snapshot.phase}: wait until it works`),
  },
  {
    keys: ['b'],
    shown: 'b',
    brief: 'both at once, or one again',
    label: 'both',
    help: 'both at once: a second lab in the other mode, the same otherwise; or back to one',
    isOffered: (context) => isWorking(context) && context.ui.lesson === undefined,
    press: ({ ui: state }) =>
      state.lesson === undefined ? ui({ type: 'pair' }) : refused('a lesson needs one lab: esc leaves it, then b'),
  },
  {
    keys: ['o'],
    shown: 'o',
    brief: 'how items are found',
    label: 'overlay',
    help: 'find items otherwise among peers: Kademlia, index, flooding',
    isOffered: (context) => isRunning(context) && context.snapshot.settings.overlay !== undefined,
    press: (context) => {
      const { mode, phase, settings } = context.snapshot;
      if (mode !== 'peer-to-peer')
        return refused('clients find by asking the server: m turns to peers, which can find in three ways');
      if (settings.overlay === undefined)
        return refused(`in ${settings.workload} peers talk to each other directly: w goes on to sharing files`);
      return isRunning(context)
        ? intent({ type: 'switch-overlay' })
        : refused(`the lab is ${phase}: wait until it works`);
    },
  },
  {
    keys: ['x'],
    shown: 'x',
    brief: 'kill the selected node',
    label: 'kill',
    help: 'kill the selected node (SIGKILL)',
    isOffered: (context) => selectedNode(context.ui, context.snapshot)?.state === 'ready',
    press: ({ ui: state, snapshot }) => {
      const node = selectedNode(state, snapshot);
      if (node === undefined) return refused('no node is selected');
      if (node.state === 'down') return refused(`${node.id} is down already: r starts it again`);
      return intent({ type: 'kill-node', node: node.id });
    },
  },
  {
    keys: ['r'],
    shown: 'r',
    brief: 'start it again',
    label: 'restart',
    help: 'start the selected node again when it is down',
    isOffered: (context) => selectedNode(context.ui, context.snapshot)?.state === 'down',
    press: ({ ui: state, snapshot }) => {
      const node = selectedNode(state, snapshot);
      if (node === undefined) return refused('no node is selected');
      if (node.state !== 'down') return refused(`${node.id} is running: x kills it`);
      return intent({ type: 'restart-node', node: node.id });
    },
  },
  {
    keys: ['c'],
    shown: 'c',
    brief: 'the seven claims so far',
    label: 'claims',
    help: 'the seven claims, as far as this session has shown them',
    isOffered: always,
    press: () => ui({ type: 'sheet', sheet: 'claims' }),
  },
  {
    keys: ['escape'],
    shown: 'esc',
    brief: 'back; never quits',
    label: 'back',
    help: 'back: closes what covers the panes, the tour, zoom, the freeze; never quits',
    isOffered: ({ ui: state }) => canGoBack(state) || Object.keys(state.filters).length > 0,
    comesFirst: always,
    press: () => ui({ type: 'back' }),
  },
  {
    keys: [':'],
    shown: ':',
    brief: 'a command, like kill n3',
    label: 'command',
    help: 'a command: all that keys do, and more; :help lists them',
    isOffered: always,
    press: () => ui({ type: 'prompt', prompt: openPrompt('command') }),
  },
  {
    keys: ['L'],
    shown: 'L',
    brief: 'lessons: predict first',
    label: 'lessons',
    help: 'lessons: predict, watch, break, and see what is measured',
    isOffered: always,
    press: () => ui({ type: 'lesson', state: { type: 'list', at: 0 } }),
  },
  {
    keys: ['/'],
    shown: '/',
    brief: 'filter the pane, esc: all',
    label: 'filter',
    help: 'filter what has the focus: requests, nodes, items, this help; esc shows all',
    isOffered: ({ ui: state, snapshot }) => filterTarget(state, snapshot) !== undefined,
    comesFirst: ({ ui: { zoom, filters } }) => zoom !== undefined || Object.keys(filters).length > 0,
    press: ({ ui: state, snapshot }) => {
      const target = filterTarget(state, snapshot);
      if (target === undefined) return refused('there are no rows to filter here: tab goes on to another pane');
      return ui({ type: 'prompt', prompt: openPrompt('filter', state.filters[target]) });
    },
  },
  {
    keys: ['l'],
    shown: 'l',
    brief: 'the next link',
    label: 'link',
    help: 'the next link: loopback, lan, wan, mobile, satellite',
    isOffered: isRunning,
    press: (context) =>
      isRunning(context)
        ? intent({ type: 'next-link' })
        : refused(`the lab is ${context.snapshot.phase}: wait until it works`),
  },
  {
    keys: ['w'],
    shown: 'w',
    brief: 'the next workload',
    label: 'workload',
    help: 'use the same machines for something else',
    isOffered: isRunning,
    press: (context) =>
      isRunning(context)
        ? intent({ type: 'switch-workload' })
        : refused(`the lab is ${context.snapshot.phase}: wait until it works`),
  },
  {
    keys: ['z'],
    shown: 'z',
    brief: 'stop it, or let it go on',
    label: 'pause',
    help: 'stop the selected node (SIGSTOP), or let it go on',
    isOffered: (context) => isThere(context) || selectedNode(context.ui, context.snapshot)?.state === 'paused',
    press: (context) =>
      onSelected(context, (node) => ({ type: node.state === 'paused' ? 'resume' : 'pause', target: node.id })),
  },
  {
    keys: ['s'],
    shown: 's',
    brief: 'ten times slower, or as before',
    label: 'slow',
    help: 'make the selected node ten times slower, or as it was',
    isOffered: never,
    press: (context) =>
      onSelected(context, (node) => ({ type: 'slow', target: node.id, times: node.slowness > 1 ? 1 : 10 })),
  },
  {
    keys: ['i'],
    shown: 'i',
    brief: 'cut it off, or heal all cuts',
    label: 'cut off',
    help: 'cut the selected node off from all others, or heal all cuts',
    isOffered: never,
    press: (context) =>
      onSelected(context, (node) =>
        context.snapshot.cuts.length > 0 ? { type: 'heal' } : { type: 'partition', groups: [[node.id]] },
      ),
  },
  {
    keys: ['p'],
    shown: 'p',
    brief: 'part in two, or heal',
    label: 'part',
    help: 'part the network in two halves, or heal it',
    isOffered: isRunning,
    press: ({ snapshot }) => fault(snapshot.cuts.length > 0 ? { type: 'heal' } : halves(snapshot)),
  },
  {
    keys: ['u'],
    shown: 'u',
    brief: 'churn on, or off',
    label: 'churn',
    help: 'let nodes come and go (20 s a session), or no longer',
    isOffered: never,
    press: ({ snapshot }) => fault({ type: 'churn', sessionMs: snapshot.churnMs > 0 ? 0 : 20_000 }),
  },
  {
    keys: ['space'],
    shown: 'space',
    brief: 'stop time, or let it go on',
    label: 'time',
    help: 'stop the time of all processes, or let it go on',
    isOffered: isWorking,
    comesFirst: isStill,
    press: (context) => paced(context, { type: 'pause-time' }),
  },
  {
    keys: ['.'],
    shown: '.',
    brief: 'one step, while time stands',
    label: 'step',
    help: 'while time stands still: one delivery or one deadline in the whole lab',
    isOffered: (context) => isWorking(context) && isStill(context),
    comesFirst: isStill,
    press: (context) =>
      context.snapshot.pace === 0 ? paced(context, { type: 'step' }) : refused('time runs: space stops it'),
  },
  {
    keys: ['['],
    shown: '[',
    brief: 'slower, down to 1/100',
    label: 'slower',
    help: 'slow motion: 1/2, 1/5, 1/10 … 1/100 of the speed',
    isOffered: never,
    press: (context) =>
      context.snapshot.pace === 0.01
        ? refused('this is the slowest pace; space stops time')
        : paced(context, { type: 'slower' }),
  },
  {
    keys: [']'],
    shown: ']',
    brief: 'faster, up to real time',
    label: 'faster',
    help: 'faster again, up to real time',
    isOffered: never,
    press: (context) =>
      context.snapshot.pace === 1 ? refused('this is real time, the fastest pace') : paced(context, { type: 'faster' }),
  },
  {
    keys: ['+', '='],
    shown: '+',
    brief: 'add a node',
    label: 'add',
    help: 'add a node',
    isOffered: isRunning,
    press: (context) => {
      const { nodes, settings, phase } = context.snapshot;
      if (nodes.length >= settings.nodesMax)
        return refused(`there are ${nodes.length} nodes, the most that are allowed`);
      return isRunning(context) ? intent({ type: 'add-node' }) : refused(`the lab is ${phase}: wait until it works`);
    },
  },
  {
    keys: ['-', '_'],
    shown: '-',
    brief: 'let the last node leave',
    label: 'remove',
    help: 'let the last node leave',
    isOffered: (context) => isRunning(context) && context.snapshot.nodes.length > 2,
    press: (context) => {
      if (context.snapshot.nodes.length <= 2) return refused('a network needs two nodes');
      return isRunning(context)
        ? intent({ type: 'remove-node' })
        : refused(`the lab is ${context.snapshot.phase}: wait until it works`);
    },
  },
  {
    keys: Object.keys(selectSteps),
    shown: '↑↓',
    brief: 'select (pgup, pgdn, home, end)',
    label: 'select',
    help: 'select in the pane (also j, k); ← → a node; pgup, pgdn, home, end',
    isOffered: always,
    press: (_, key = '') =>
      ui({ type: 'select', step: selectSteps[key] ?? 0, across: ['left', 'right', 'h'].includes(key) }),
  },
  {
    keys: ['S'],
    shown: 'S',
    brief: 'sort items: name, copies, size',
    label: 'sort',
    help: 'sort the items of the placement by name, copies or size',
    isOffered: ({ ui: state }) => state.focus === 'placement',
    press: () => ui({ type: 'order' }),
  },
  {
    keys: ['v'],
    shown: 'v',
    brief: 'next part of the detail',
    label: 'detail',
    help: 'in a pane that fills the screen: go on to the next part of the detail',
    isOffered: ({ ui: state }) => state.zoom === 'nodes',
    press: ({ ui: state }) =>
      state.sheet !== 'help' && (state.zoom === undefined || state.zoom === 'topology')
        ? refused('enter lets a pane fill the screen; v then goes through its detail')
        : ui({ type: 'part' }),
  },
  {
    keys: ['tab'],
    shown: 'tab',
    brief: 'the next pane',
    label: 'pane',
    help: 'move to the next pane (shift+tab: the one before)',
    isOffered: always,
    press: () => ui({ type: 'focus', step: 1 }),
  },
  {
    keys: ['shift+tab'],
    shown: 'shift+tab',
    label: 'pane before',
    help: 'move to the pane before',
    isOffered: never,
    press: () => ui({ type: 'focus', step: -1 }),
  },
  {
    keys: ['return', 'enter'],
    shown: 'enter',
    brief: 'the pane fills the screen',
    label: 'zoom',
    help: 'let the pane fill the screen, and back',
    isOffered: ({ ui: state }) => state.zoom === undefined,
    press: () => ui({ type: 'zoom' }),
  },
  {
    keys: ['f'],
    shown: 'f',
    brief: 'freeze the view',
    label: 'freeze',
    help: 'freeze the view while the lab goes on, and back',
    isOffered: always,
    press: () => ui({ type: 'freeze' }),
  },
  {
    keys: ['e'],
    shown: 'e',
    brief: 'export screen, run, claims',
    label: 'export',
    help: 'write screen (SVG), run (JSON), claims and the last minute to a folder',
    isOffered: never,
    press: () => ui({ type: 'export' }),
  },
  {
    keys: ['T'],
    shown: 'T',
    brief: 'the next theme',
    label: 'theme',
    help: 'other colours: dark, light, high-contrast, color-blind, 16, none',
    isOffered: never,
    press: () => ui({ type: 'theme' }),
  },
  {
    keys: ['H'],
    shown: 'H',
    brief: 'what was done, as a script',
    label: 'history',
    help: 'what was done in this session, and what does the same in a script',
    isOffered: never,
    press: () => ui({ type: 'sheet', sheet: 'history' }),
  },
  {
    keys: ['?'],
    shown: '?',
    brief: 'this help',
    label: 'help',
    help: 'what the keys do and how to read the screen',
    isOffered: always,
    press: () => ui({ type: 'sheet', sheet: 'help' }),
  },
  {
    keys: ['ctrl+l'],
    shown: '^L',
    brief: 'draw the screen anew',
    label: 'redraw',
    help: 'draw the screen anew, when another program wrote into it',
    isOffered: never,
    press: () => ui({ type: 'redraw' }),
  },
  {
    keys: ['ctrl+z'],
    shown: '^Z',
    brief: 'back to the shell (fg returns)',
    label: 'suspend',
    help: 'back to the shell, with the time of the lab standing still; fg returns',
    isOffered: never,
    press: ({ snapshot }) =>
      ['working', 'failed'].includes(snapshot.phase)
        ? ui({ type: 'suspend' })
        : refused(`the lab is ${snapshot.phase}: wait until it works`),
  },
  {
    keys: ['q', 'ctrl+c'],
    shown: 'q',
    brief: 'quit (also Ctrl-C)',
    label: 'quit',
    help: 'end the lab and every node (also Ctrl-C)',
    isOffered: always,
    press: () => intent({ type: 'quit' }),
  },
];

/** What a key does now. Keys that do nothing say so. */
export function pressKey(key: string, context: KeyContext): KeyResult {
  const binding = keymap.find(({ keys }) => keys.includes(key));
  return binding?.press(context, key) ?? refused(whyNoKey(key));
}

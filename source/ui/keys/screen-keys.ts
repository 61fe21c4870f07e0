import { filterTarget } from '../prompt/filter.ts';
import { openPrompt } from '../prompt/prompt-state.ts';
import { effect, refused, ui } from '../state/key-result.ts';
import { waitUntilItWorks } from '../state/phase-text.ts';
import { canGoBack } from '../state/ui-state.ts';
import { always, type KeyTable, never } from './key-binding.ts';

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

/** Keys for what is on the screen. */
export const screenKeys = {
  claims: {
    keys: ['c'],
    shown: 'c',
    brief: 'the seven claims so far',
    label: 'claims',
    help: 'the seven claims, as far as this session has shown them',
    isOffered: always,
    press: () => ui({ type: 'sheet', sheet: 'claims' }),
  },
  back: {
    keys: ['escape'],
    shown: 'esc',
    brief: 'back; never quits',
    label: 'back',
    help: 'back: closes what covers the panes, the tour, zoom, the freeze; never quits',
    isOffered: ({ ui: state }) => canGoBack(state) || Object.keys(state.filters).length > 0,
    comesFirst: always,
    press: () => ui({ type: 'back' }),
  },
  command: {
    keys: [':'],
    shown: ':',
    brief: 'a command, like kill n3',
    label: 'command',
    help: 'a command: all that keys do, and more; :help lists them',
    isOffered: always,
    press: () => ui({ type: 'prompt', prompt: openPrompt('command') }),
  },
  lessons: {
    keys: ['L'],
    shown: 'L',
    brief: 'lessons: predict first',
    label: 'lessons',
    help: 'lessons: predict, watch, break, and see what is measured',
    isOffered: always,
    press: () => ui({ type: 'lesson', state: { type: 'list', at: 0 } }),
  },
  filter: {
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
  select: {
    keys: Object.keys(selectSteps),
    shown: '↑↓',
    brief: 'select (pgup, pgdn, home, end)',
    label: 'select',
    help: 'select in the pane (also j, k); ← → a node; pgup, pgdn, home, end',
    isOffered: always,
    press: (_, key = '') =>
      ui({ type: 'select', step: selectSteps[key] ?? 0, across: ['left', 'right', 'h'].includes(key) }),
  },
  sort: {
    keys: ['S'],
    shown: 'S',
    brief: 'sort items: name, copies, size',
    label: 'sort',
    help: 'sort the items of the placement by name, copies or size',
    isOffered: ({ ui: state }) => state.focus === 'placement',
    press: () => ui({ type: 'order' }),
  },
  detail: {
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
  pane: {
    keys: ['tab'],
    shown: 'tab',
    brief: 'the next pane',
    label: 'pane',
    help: 'move to the next pane (shift+tab: the one before)',
    isOffered: always,
    press: () => ui({ type: 'focus', step: 1 }),
  },
  paneBefore: {
    keys: ['shift+tab'],
    shown: 'shift+tab',
    label: 'pane before',
    help: 'move to the pane before',
    isOffered: never,
    press: () => ui({ type: 'focus', step: -1 }),
  },
  zoom: {
    keys: ['return', 'enter'],
    shown: 'enter',
    brief: 'the pane fills the screen',
    label: 'zoom',
    help: 'let the pane fill the screen, and back',
    isOffered: ({ ui: state }) => state.zoom === undefined,
    press: () => ui({ type: 'zoom' }),
  },
  freeze: {
    keys: ['f'],
    shown: 'f',
    brief: 'freeze the view',
    label: 'freeze',
    help: 'freeze the view while the lab goes on, and back',
    isOffered: always,
    press: () => ui({ type: 'freeze' }),
  },
  export: {
    keys: ['e'],
    shown: 'e',
    brief: 'export screen, run, claims',
    label: 'export',
    help: 'write screen (SVG), run (JSON), claims and the last minute to a folder',
    isOffered: never,
    press: () => effect('export'),
  },
  theme: {
    keys: ['T'],
    shown: 'T',
    brief: 'the next theme',
    label: 'theme',
    help: 'other colours: dark, light, high-contrast, color-blind, 16, none',
    isOffered: never,
    press: () => effect('theme'),
  },
  history: {
    keys: ['H'],
    shown: 'H',
    brief: 'what was done, as a script',
    label: 'history',
    help: 'what was done in this session, and what does the same in a script',
    isOffered: never,
    press: () => ui({ type: 'sheet', sheet: 'history' }),
  },
  help: {
    keys: ['?'],
    shown: '?',
    brief: 'this help',
    label: 'help',
    help: 'what the keys do and how to read the screen',
    isOffered: always,
    press: () => ui({ type: 'sheet', sheet: 'help' }),
  },
  redraw: {
    keys: ['ctrl+l'],
    shown: '^L',
    brief: 'draw the screen anew',
    label: 'redraw',
    help: 'draw the screen anew, when another program wrote into it',
    isOffered: never,
    press: () => effect('redraw'),
  },
  suspend: {
    keys: ['ctrl+z'],
    shown: '^Z',
    brief: 'back to the shell (fg returns)',
    label: 'suspend',
    help: 'back to the shell, with the time of the lab standing still; fg returns',
    isOffered: never,
    press: (context) =>
      ['working', 'failed'].includes(context.snapshot.phase)
        ? effect('suspend')
        : refused(waitUntilItWorks(context.snapshot)),
  },
} as const satisfies KeyTable;

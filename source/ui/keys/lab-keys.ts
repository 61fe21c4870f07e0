import { effect, intent, refused } from '../state/key-result.ts';
import { always, isRunning, isWorking, type KeyTable, onceRunning } from './key-binding.ts';

/** Keys that change the lab itself. */
export const labKeys = {
  mode: {
    keys: ['m'],
    shown: 'm',
    brief: 'star or mesh',
    label: 'mode',
    help: 'turn the same machines into the other network',
    isOffered: isRunning,
    press: (context) => onceRunning(context, { type: 'switch-mode' }),
  },
  both: {
    keys: ['b'],
    shown: 'b',
    brief: 'both at once, or one again',
    label: 'both',
    help: 'both at once: a second lab in the other mode, the same otherwise; or back to one',
    isOffered: (context) => isWorking(context) && context.ui.lesson === undefined,
    press: ({ ui: state }) =>
      state.lesson === undefined ? effect('pair') : refused('a lesson needs one lab: esc leaves it, then b'),
  },
  overlay: {
    keys: ['o'],
    shown: 'o',
    brief: 'how items are found',
    label: 'overlay',
    help: 'find items otherwise among peers: Kademlia, index, flooding',
    isOffered: (context) => isRunning(context) && context.snapshot.settings.overlay !== undefined,
    press: (context) => {
      const { mode, settings } = context.snapshot;
      if (mode !== 'peer-to-peer')
        return refused('clients find by asking the server: m turns to peers, which can find in three ways');
      if (settings.overlay === undefined)
        return refused(`in ${settings.workload} peers talk to each other directly: w goes on to sharing files`);
      return onceRunning(context, { type: 'switch-overlay' });
    },
  },
  link: {
    keys: ['l'],
    shown: 'l',
    brief: 'the next link',
    label: 'link',
    help: 'the next link: loopback, lan, wan, mobile, satellite',
    isOffered: isRunning,
    press: (context) => onceRunning(context, { type: 'next-link' }),
  },
  workload: {
    keys: ['w'],
    shown: 'w',
    brief: 'the next workload',
    label: 'workload',
    help: 'use the same machines for something else',
    isOffered: isRunning,
    press: (context) => onceRunning(context, { type: 'switch-workload' }),
  },
  add: {
    keys: ['+', '='],
    shown: '+',
    brief: 'add a node',
    label: 'add',
    help: 'add a node',
    isOffered: isRunning,
    press: (context) => {
      const { nodes, settings } = context.snapshot;
      if (nodes.length >= settings.nodesMax)
        return refused(`there are ${nodes.length} nodes, the most that are allowed`);
      return onceRunning(context, { type: 'add-node' });
    },
  },
  remove: {
    keys: ['-', '_'],
    shown: '-',
    brief: 'let the last node leave',
    label: 'remove',
    help: 'let the last node leave',
    isOffered: (context) => isRunning(context) && context.snapshot.nodes.length > 2,
    press: (context) => {
      if (context.snapshot.nodes.length <= 2) return refused('a network needs two nodes');
      return onceRunning(context, { type: 'remove-node' });
    },
  },
  quit: {
    keys: ['q', 'ctrl+c'],
    shown: 'q',
    brief: 'quit (also Ctrl-C)',
    label: 'quit',
    help: 'end the lab and every node (also Ctrl-C)',
    isOffered: always,
    press: () => intent({ type: 'quit' }),
  },
} as const satisfies KeyTable;

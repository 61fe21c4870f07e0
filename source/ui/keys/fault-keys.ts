import type { Fault } from '../../lab/faults/fault.ts';
import type { NodeView } from '../../lab/view/node-view.ts';
import type { LabSnapshot } from '../../lab/view/snapshot.ts';
import { intent, type KeyContext, type KeyResult, refused } from '../state/key-result.ts';
import { selectedNode } from '../state/ui-state.ts';
import { isRunning, type KeyTable, never } from './key-binding.ts';

/** Keys that break something, and put it right. */
export const faultKeys = {
  kill: {
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
  restart: {
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
  pause: {
    keys: ['z'],
    shown: 'z',
    brief: 'stop it, or let it go on',
    label: 'pause',
    help: 'stop the selected node (SIGSTOP), or let it go on',
    isOffered: (context) => isThere(context) || selectedNode(context.ui, context.snapshot)?.state === 'paused',
    press: (context) =>
      onSelected(context, (node) => ({ type: node.state === 'paused' ? 'resume' : 'pause', target: node.id })),
  },
  slow: {
    keys: ['s'],
    shown: 's',
    brief: 'ten times slower, or as before',
    label: 'slow',
    help: 'make the selected node ten times slower, or as it was',
    isOffered: never,
    press: (context) =>
      onSelected(context, (node) => ({ type: 'slow', target: node.id, times: node.slowness > 1 ? 1 : 10 })),
  },
  cutOff: {
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
  part: {
    keys: ['p'],
    shown: 'p',
    brief: 'part in two, or heal',
    label: 'part',
    help: 'part the network in two halves, or heal it',
    isOffered: isRunning,
    press: ({ snapshot }) => fault(snapshot.cuts.length > 0 ? { type: 'heal' } : halves(snapshot)),
  },
  churn: {
    keys: ['u'],
    shown: 'u',
    brief: 'churn on, or off',
    label: 'churn',
    help: 'let nodes come and go (20 s a session), or no longer',
    isOffered: never,
    press: ({ snapshot }) => fault({ type: 'churn', sessionMs: snapshot.churnMs > 0 ? 0 : 20_000 }),
  },
} as const satisfies KeyTable;

function fault(wanted: Fault): KeyResult {
  return intent({ type: 'fault', fault: wanted });
}

function isThere({ ui: state, snapshot }: KeyContext): boolean {
  return selectedNode(state, snapshot)?.state === 'ready';
}

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

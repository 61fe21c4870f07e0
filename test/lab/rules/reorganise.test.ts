import { describe, expect, test } from 'vitest';
import { driveLab, labIn, ordersOf, workOf } from '../drive-lab.ts';

describe('a lab that is told how to be', () => {
  test('begins a new generation with other knobs, which every peer is given', () => {
    const lab = labIn('working', { mode: 'peer-to-peer' });
    const effects = lab.asks({ type: 'reorganise', to: { overlay: 'kademlia', k: 2, alpha: 1 } });
    expect(effects).toContainEqual({
      type: 'log',
      level: 'info',
      node: undefined,
      text: 'k becomes 2, alpha becomes 1',
    });
    expect(effects).toContainEqual({
      ...{ type: 'begin-generation', mode: 'peer-to-peer', overlay: 'kademlia', workload: 'files' },
    });
    expect([lab.state.phase, lab.state.generation]).toEqual(['switching', 2]);
    const roles = ordersOf(effects, 'configure').map(([, { plan }]) => plan.role);
    expect(roles).toHaveLength(3);
    for (const role of roles) expect(role).toMatchObject({ overlay: { type: 'kademlia', k: 2, alpha: 1 } });
  });

  test('becomes the mode that is asked for, and nothing while it is not running', () => {
    const lab = labIn('working');
    lab.asks({ type: 'reorganise', to: { mode: 'peer-to-peer' } });
    expect([lab.state.mode, lab.state.generation]).toEqual(['peer-to-peer', 2]);
    expect(lab.asks({ type: 'reorganise', to: { mode: 'client-server' } })).toEqual([]);
    expect(lab.state.mode).toBe('peer-to-peer');
  });

  test('shares another rate among those who ask, at once', () => {
    const lab = labIn('working');
    const orders = ordersOf(lab.asks({ type: 'set-rate', rate: 50 }), 'work');
    expect(orders.map(([node, { phase, rate }]) => [node, phase, rate])).toEqual([
      ['n1', 'run', 0],
      ['n2', 'run', 25],
      ['n3', 'run', 25],
    ]);
    expect(lab.state.settings.rate).toBe(50);
    const starting = labIn('publishing');
    expect(workOf(starting.asks({ type: 'set-rate', rate: 9 }))).toEqual([]);
    expect(starting.state.settings.rate).toBe(9);
  });

  test('takes in as many nodes as are asked for, and at most what it can hold', () => {
    const lab = labIn('working');
    expect(lab.asks({ type: 'set-nodes', nodes: 4 })).toEqual([{ type: 'launch', node: 'n4' }]);
    lab.asks({ type: 'set-nodes', nodes: 99 });
    expect(lab.state.nodes.size).toBe(5);
  });

  test('lets the last nodes leave, never the server, and never counts one that is leaving', () => {
    const lab = labIn('working', { nodes: 5 });
    lab.asks({ type: 'set-nodes', nodes: 3 });
    expect(lab.steps().slice(-2)).toEqual(['n4 leaving', 'n5 leaving']);
    lab.asks({ type: 'set-nodes', nodes: 1 });
    lab.asks({ type: 'remove-node' });
    expect(lab.steps()).toEqual(['n1 working', 'n2 working', 'n3 leaving', 'n4 leaving', 'n5 leaving']);
    lab.asks({ type: 'set-nodes', nodes: 3 });
    expect(lab.steps().at(-1)).toBe('n6 launching');
  });

  test('runs at the pace that is asked for while it works, and goes on at it after a pause', () => {
    const lab = labIn('working');
    expect(lab.asks({ type: 'set-pace', pace: 0.1 })).toContainEqual({ type: 'pace', pace: 0.1 });
    expect(lab.asks({ type: 'set-pace', pace: 0.1 })).toEqual([]);
    lab.asks({ type: 'set-pace', pace: 0 });
    lab.asks({ type: 'pause-time' });
    expect(lab.state.pace).toBe(0.1);
    expect(driveLab().asks({ type: 'set-pace', pace: 0.1 })).toEqual([]);
  });

  test('lets a fault happen later, in its time', () => {
    const lab = labIn('working');
    const fault = { type: 'kill', target: 'server' } as const;
    expect(lab.asks({ type: 'schedule-fault', scheduled: { atMs: 3_000, fault, forMs: 500 } })).toEqual([
      { type: 'log', level: 'info', node: undefined, text: 'in 3s: kill server for 500ms' },
      { type: 'later', ms: 3_000, event: { type: 'intent', intent: { type: 'fault', fault, forMs: 500 } } },
    ]);
  });
});

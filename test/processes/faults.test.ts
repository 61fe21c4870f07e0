import { describe, expect, it } from 'vitest';
import { parseFault } from '../../source/lab/faults/parse-fault.ts';
import { nodeId } from '../../source/protocol/ids.ts';
import { starmesh } from './program.ts';
import { openRealLab, until } from './real-lab.ts';

const [n1, n2, n3] = [nodeId(1), nodeId(2), nodeId(3)];

describe('faults on processes', () => {
  it.each(['client-server', 'peer-to-peer'])(
    'by flag happen in their time, and nothing acknowledged is lost: %s',
    async (mode) => {
      const flags = ['--nodes', '5', '--seed', '7', '--duration', '4s', '--write-share', '0.3', '--replicas', '2'];
      const faults = [
        '500ms pause n3 for 500ms',
        '1s partition n1-n2 | n3-n5 for 500ms',
        '2s kill n1 for 300ms',
        '3s slow n2 5x',
        '3s cut n2-n3',
      ];
      const all = faults.flatMap((fault) => ['--fault', fault]);
      const { exitCode, stdout, stderr } = await starmesh(['run', '--mode', mode, ...flags, ...all, '--json']).ended;
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      const run = JSON.parse(stdout);
      expect(run.faults.map(({ fault, target }: { fault: string; target: string }) => `${fault} ${target}`)).toEqual(
        expect.arrayContaining([
          'pause n3',
          'resume n3',
          'partition n1,n2 | n3,n4,n5',
          'heal n1,n2 | n3,n4,n5',
          'kill n1',
          'restart n1',
          'slow n2 5x',
          'cut n2-n3',
        ]),
      );
      expect(run.history).toMatchObject({ lost: 0, corrupt: 0, verdict: 'valid' });
      expect(run.nodes.map(({ state }: { state: string }) => state)).toEqual(Array(5).fill('ready'));
    },
  );

  it('that are over before they have happened, or within others, undo themselves alone', async () => {
    const lab = await openRealLab({ nodes: 5, rate: 20 });
    await until(lab, ({ phase }) => phase === 'working');
    const asks = (text: string): void => {
      const { fault, forMs } = parseFault(`0s ${text}`);
      lab.dispatch({ type: 'fault', fault, forMs });
    };
    const states = () => lab.source.current().nodes.map(({ state }) => state);
    for (const text of [
      'kill n3 for 1ms',
      'leave n4 for 1ms',
      'kill n5 for 300ms',
      'kill n5 for 1s',
      'pause n2 for 1ms',
      'pause n2 for 500ms',
    ])
      asks(text);
    await until(lab, ({ faults }) => faults.filter(({ fault }) => fault === 'restart').length === 3);
    await until(lab, () => states().every((state) => state === 'ready'));
    const pids = lab.source.current().nodes.map(({ pid }) => pid);
    expect(new Set(pids).size).toBe(5);
    asks('churn 500ms for 3s');
    await until(lab, () => states().includes('down'));
    await until(lab, ({ churnMs }) => churnMs === 0 && states().every((state) => state === 'ready'));
  });

  it('a node that somebody else stops is silent within a few seconds, and ready when it goes on', async () => {
    const lab = await openRealLab({ nodes: 4, rate: 20 });
    const before = await until(lab, ({ nodes }) => (nodes[2]?.requestsMade ?? 0) > 0);
    const pid = before.nodes[2]?.pid ?? 0;
    process.kill(pid, 'SIGSTOP');
    const stateOf = (id: string) => lab.source.current().nodes.find((node) => node.id === id)?.state;
    await until(lab, () => stateOf(n3) === 'silent');
    process.kill(pid, 'SIGCONT');
    await until(lab, () => stateOf(n3) === 'ready');
  });

  it('parts the network by intent, and heals it', async () => {
    const lab = await openRealLab({ nodes: 4, mode: 'peer-to-peer', overlay: 'flooding', degree: 3, rate: 20 });
    await until(lab, ({ phase, connections }) => phase === 'working' && connections.length >= 6);
    lab.dispatch({ type: 'fault', fault: { type: 'partition', groups: [[n1, n2]] } });
    await until(lab, ({ connections }) => connections.length === 2);
    lab.dispatch({ type: 'fault', fault: { type: 'heal' } });
    await until(lab, ({ connections }) => connections.length >= 6);
  });
});

import { describe, expect, it } from 'vitest';
import { completeCommand, runCommand } from '../../../../source/commands/dashboard/prompt/command-desk.ts';
import type { LabSnapshot } from '../../../../source/lab/view/snapshot.ts';
import { linkProfiles } from '../../../../source/links/link-profile.ts';
import { initialUi } from '../../../../source/ui/state/ui-state.ts';
import { snapshotOf } from '../../../ui/snapshots.ts';

const star = snapshotOf({ mode: 'client-server', nodes: 5 });
const mesh = snapshotOf({ mode: 'peer-to-peer', nodes: 5 });
const intentOf = (text: string, snapshot: LabSnapshot) => {
  const result = runCommand(text, { snapshot, ui: initialUi });
  return result.type === 'intent' ? result.intent : result;
};
const faultOf = (fault: object, forMs?: number) => ({ type: 'fault', fault, forMs });

describe('a command', () => {
  it.each([
    ['kill n3', star, faultOf({ type: 'kill', target: 'n3' })],
    ['  kill   server for 2s ', star, faultOf({ type: 'kill', target: 'server' }, 2_000)],
    ['ki n3', star, faultOf({ type: 'kill', target: 'n3' })],
    ['slow n3 x10', star, faultOf({ type: 'slow', target: 'n3', times: 10 })],
    ['cut n1 n2', star, faultOf({ type: 'cut', a: 'n1', b: 'n2' })],
    [
      'partition n1 n2 | n3 n4',
      mesh,
      faultOf({
        type: 'partition',
        groups: [
          ['n1', 'n2'],
          ['n3', 'n4'],
        ],
      }),
    ],
    ['heal', star, faultOf({ type: 'heal' })],
    ['churn 20s', star, faultOf({ type: 'churn', sessionMs: 20_000 })],
    [
      'fault 3s kill server',
      star,
      {
        type: 'schedule-fault',
        scheduled: { atMs: 3_000, fault: { type: 'kill', target: 'server' }, forMs: undefined },
      },
    ],
    ['link wan', star, { type: 'set-link', link: { lab: linkProfiles.wan, nodes: new Map() } }],
    [
      'link wan; n3: mobile',
      star,
      { type: 'set-link', link: { lab: linkProfiles.wan, nodes: new Map([['n3', linkProfiles.mobile]]) } },
    ],
    ['nodes 16', star, { type: 'set-nodes', nodes: 16 }],
    ['rate 50', star, { type: 'set-rate', rate: 50 }],
    ['overlay flooding ttl=5', mesh, { type: 'reorganise', to: { overlay: 'flooding', ttl: 5 } }],
    ['overlay kademlia k=2 alpha=3', mesh, { type: 'reorganise', to: { overlay: 'kademlia', k: 2, alpha: 3 } }],
    ['workload web', star, { type: 'reorganise', to: { workload: 'web' } }],
    ['mode mesh', star, { type: 'reorganise', to: { mode: 'peer-to-peer' } }],
    ['pace 0.1', star, { type: 'set-pace', pace: 0.1 }],
    ['step', { ...star, pace: 0 }, { type: 'step' }],
    ['quit', star, { type: 'quit' }],
    ['claims', star, { type: 'ui', action: { type: 'sheet', sheet: 'claims' } }],
    ['log', star, { type: 'ui', action: { type: 'sheet', sheet: 'history' } }],
    ['help', star, { type: 'ui', action: { type: 'sheet', sheet: 'commands' } }],
    ['select n3', star, { type: 'ui', action: { type: 'choose', selected: 2 } }],
    ['zoom nodes', star, { type: 'ui', action: { type: 'zoom-on', pane: 'nodes' } }],
    ['freeze', star, { type: 'ui', action: { type: 'freeze' } }],
    ['export', star, { type: 'effect', effect: { type: 'export' } }],
  ])('%s', (text, snapshot, wanted) => {
    expect(intentOf(text, snapshot)).toEqual(wanted);
  });

  it.each([
    ['klil n3', star, 0, 'Did you mean kill?'],
    ['frobnicate', star, 0, 'help lists them'],
    ['kill n33', star, 5, 'there is no n33: there are n1, n2, n3, n4, n5'],
    ['kill sever', star, 5, 'Did you mean server?'],
    ['  kill', star, 6, 'is no node'],
    ['kill n3 n4', star, 8, '"n4" is too much'],
    ['ki n3 n9', star, 6, '"n9" is too much'],
    ['slow n3 10', star, 8, 'no factor'],
    ['partition n1 | n9', mesh, 15, 'there is no n9'],
    ['fault 3s kil server', star, 9, 'Did you mean kill?'],
    ['fault kill server', star, 6, 'is no time'],
    ['link wam', star, 5, 'Did you mean wan?'],
    ['link wan,up=1mb', star, 9, 'allowed is up=8kbit'],
    ['nodes 1', star, 6, 'too small; allowed: 2 to 200'],
    ['nodes', star, 5, 'not a whole number'],
    ['rate ten', star, 5, 'not a number'],
    ['overlay floding', mesh, 8, 'Did you mean flooding?'],
    ['overlay flooding ttl=900', mesh, 21, 'too large; allowed: 1 to 255'],
    ['overlay flooding hops=3', mesh, 17, 'is no setting'],
    ['overlay flooding', star, 0, 'mode mesh turns to peers'],
    ['workload webb', star, 9, 'Did you mean web?'],
    ['workload files', star, 9, 'it is files already'],
    ['mode star', star, 5, 'already'],
    ['pace 3', star, 5, 'allowed: 1, 0.5'],
    ['step', star, 0, 'time runs'],
    ['select n9', star, 7, 'there is no n9'],
    ['zoom requsts', star, 5, 'Did you mean requests?'],
    ['mode mesh', snapshotOf({ mode: 'client-server', nodes: 2, phase: 'starting' }), 0, 'wait until it works'],
  ])('%s is refused in its place, in one line', (text, snapshot, column, reason) => {
    const result = runCommand(text, { snapshot, ui: initialUi });
    if (result.type !== 'refused') expect.fail(`${text} is ${result.type}`);
    expect(result.reason).toContain(reason);
    expect(result.column).toBe(column);
    expect(result.reason).not.toMatch(/\n|^--/);
  });
});

describe('completion', () => {
  const complete = (before: string, snapshot = mesh) => completeCommand(before, { snapshot, ui: initialUi });

  it.each([
    ['li', 0, ['link']],
    ['kill n', 5, ['n1', 'n2', 'n3', 'n4', 'n5']],
    ['kill s', 5, ['server']],
    ['link ', 5, ['loopback', 'lan', 'wan', 'mobile', 'satellite']],
    ['overlay fl', 8, ['flooding']],
    ['overlay flooding t', 17, ['ttl=']],
    ['workload w', 9, ['web']],
    ['zoom no', 5, ['nodes']],
    ['fault 3s ki', 9, ['kill']],
    ['fault 3s kill b', 14, ['busiest']],
    ['nonsense x', 9, []],
  ])('of "%s"', (before, from, candidates) => {
    expect(complete(before)).toMatchObject({ from, candidates });
  });

  it('says what a command takes where nothing can be proposed', () => {
    expect(complete('nodes ').note).toBe('N · so many nodes: new ones come, or the last ones leave');
  });
});

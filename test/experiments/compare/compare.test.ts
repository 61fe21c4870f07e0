import { describe, expect, it } from 'vitest';
import { openLab } from '../../../source/commands/lab/open-lab.ts';
import type { LabOptions } from '../../../source/commands/line/lab-options.ts';
import { standardOptions } from '../../../source/commands/line/standards.ts';
import { claims } from '../../../source/experiments/claims/claims.ts';
import { type ComparisonSettings, compare, trialsOf } from '../../../source/experiments/compare/compare.ts';
import { compareDocument } from '../../../source/experiments/compare/compare-document.ts';
import { compareCsv, compareMarkdown, compareTable } from '../../../source/experiments/compare/compare-tables.ts';
import { isMeasured } from '../../../source/experiments/compare/judge.ts';
import { type OpenTrial, trialKey } from '../../../source/experiments/compare/trial.ts';
import { defaultPrices } from '../../../source/experiments/documents/cost-model.ts';
import { LaunchError } from '../../../source/lab/clusters/cluster.ts';

const base: LabOptions = { ...standardOptions(1), on: 'simulation', rate: 40 };
const open: OpenTrial = (settings, mode, seed) => openLab({ ...base, ...settings, mode, seed }, 'fast', false);
const never = new Promise<void>(() => undefined);

function settings(changes: Partial<ComparisonSettings>): ComparisonSettings {
  return {
    experiments: claims,
    seed: 7,
    seedsMax: 2,
    budgetMs: 120_000,
    durationMs: 1_500,
    parallel: 1,
    open,
    interruption: never,
    now: () => performance.now(),
    onProgress: () => undefined,
    ...changes,
  };
}

const origin = {
  seed: 7,
  measuredOn: 'simulation',
  version: '0',
  node: 'v20',
  machine: 'm',
  command: 'starmesh compare',
} as const;
const only = (claim: string) => claims.filter((one) => one.claim === claim);

describe('a comparison on the simulator', () => {
  it('comes to the verdicts that the textbook page needs', { timeout: 120_000 }, async () => {
    const document = compareDocument(claims, await compare(settings({})), origin, {
      canonical: undefined,
      prices: defaultPrices,
    });
    expect(document.claims.map(({ lesson, verdict, condition }) => [lesson, verdict, condition])).toEqual([
      ['roles', 'holds', ''],
      ['focus', 'holds only if', 'items are small (4 kB), or connections are counted'],
      ['data', 'holds', ''],
      ['service', 'holds', ''],
      ['cost', 'holds only if', 'the busiest machine is what must be paid for'],
      ['stability', 'holds only if', 'the machines that fail are not the server'],
      ['scale', 'holds only if', 'peers find things by flooding'],
    ]);
    expect(document.runs.map(({ mode }) => mode)).toEqual(['client-server', 'peer-to-peer']);
    expect(document.failures).toEqual([]);
    expect(compareTable(document).split('\n').length).toBeGreaterThan(30);
    expect(compareMarkdown(document)).toContain('| roles | clients and servers are distinct |');
    const [head, ...rows] = compareCsv(document).trim().split('\n');
    expect(head).toBe(
      'lesson,verdict,condition,metric,unit,conditions,client_server,peer_to_peer,difference,low,high,n,finding,seed,measured_on',
    );
    expect(rows).toHaveLength(claims.flatMap(({ measurements }) => measurements).length);
  });

  it('gives the same figures for the same seed', async () => {
    const run = () => compare(settings({ experiments: only('roles'), seedsMax: 1 }));
    expect((await run()).claims).toEqual((await run()).claims);
  });

  it('tries a trial again that failed, and reports one that fails twice without counting it', async () => {
    let failures = 0;
    const fails =
      (times: number): OpenTrial =>
      (changes, mode, seed) => {
        if (mode === 'peer-to-peer' && failures++ < times) throw new LaunchError('no free port');
        return open(changes, mode, seed);
      };
    const once = await compare(settings({ experiments: only('roles'), seedsMax: 2, open: fails(1) }));
    expect([once.claims[0]?.verdict, once.failures]).toEqual(['holds', []]);
    failures = 0;
    const twice = await compare(settings({ experiments: only('roles'), seedsMax: 3, open: fails(2) }));
    expect(twice.claims[0]?.measurements[0]?.n).toBe(2);
    expect(twice.failures).toEqual(['peer-to-peer, plain, seed 7: no free port']);
  });

  it('counts no trial in which something happened that no fault explains, and knows a claim that was not measured', async () => {
    const doubt = { cause: 'store-trouble', text: 'n1 had trouble with the store' } as const;
    const doubtful: OpenTrial = async (...args) => {
      const lab = await open(...args);
      return { ...lab, source: { ...lab.source, current: () => ({ ...lab.source.current(), doubts: [doubt] }) } };
    };
    const { claims, failures } = await compare(settings({ experiments: only('roles'), seedsMax: 1, open: doubtful }));
    expect(failures).toEqual([
      'client-server, plain, seed 7: n1 had trouble with the store',
      'peer-to-peer, plain, seed 7: n1 had trouble with the store',
    ]);
    expect(claims.map(isMeasured)).toEqual([false]);
    const sound = await compare(settings({ experiments: only('roles'), seedsMax: 1 }));
    expect(sound.claims.map(isMeasured)).toEqual([true]);
  });

  it('ends with what is there when it is interrupted', async () => {
    let interrupt: () => void = () => undefined;
    const interruption = new Promise<void>((resolve) => {
      interrupt = resolve;
    });
    const onProgress = ({ trialsDone }: { readonly trialsDone: number }) => {
      if (trialsDone === 4) interrupt();
    };
    const result = await compare(settings({ experiments: only('roles'), seedsMax: 5, interruption, onProgress }));
    expect(result.isInterrupted).toBe(true);
    expect(result.claims[0]?.measurements[0]?.n).toBe(2);
  });

  it('begins no seed that would end too late', async () => {
    let at = 0;
    const now = () => at;
    const slow: OpenTrial = (...args) => {
      at += 10_000;
      return open(...args);
    };
    const result = await compare(
      settings({ experiments: only('roles'), seedsMax: 5, budgetMs: 65_000, now, open: slow }),
    );
    expect(result.seeds).toHaveLength(3);
  });
});

describe('trials', () => {
  it('are run once when they differ in nothing that their mode takes notice of', () => {
    const condition = (overlay: 'flooding' | 'kademlia') => ({ name: overlay, settings: { nodes: 4, overlay } });
    const key = (overlay: 'flooding' | 'kademlia', mode: 'client-server' | 'peer-to-peer') =>
      trialKey({ condition: condition(overlay), mode, seed: 1 });
    expect(key('flooding', 'client-server')).toBe(key('kademlia', 'client-server'));
    expect(key('flooding', 'peer-to-peer')).not.toBe(key('kademlia', 'peer-to-peer'));
    expect(trialsOf(claims, 1)).toHaveLength(15);
  });
});

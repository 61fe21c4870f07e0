import { most, total } from './metrics.ts';
import type { RunDocument } from './run-document.ts';

/** What use is multiplied with. Amounts are in `currency`. */
export interface PriceTable {
  readonly currency: string;
  /** An hour of one core. */
  readonly cpuHour: number;
  /** A gigabyte (10^9 bytes) of memory for a month of `hoursPerMonth`. */
  readonly gbMonth: number;
  /** A gigabyte sent out. */
  readonly gbOut: number;
  readonly source: string;
}

/** One line of the model; undefined: it was not measured (the simulator has no CPU). */
export interface CostRow {
  readonly label: string;
  readonly unit: string;
  readonly clientServer: number | undefined;
  readonly peerToPeer: number | undefined;
}

export interface CostModel {
  readonly note: string;
  readonly prices: PriceTable;
  readonly rows: readonly CostRow[];
}

const hoursPerMonth = 730;

/**
 * List prices of one cloud that sells processors and memory apart (Amazon Fargate, Linux on x86, us-east-1). They give an order of magnitude; replace
 * them by your own. They were not read on the vendor's page but in what others published of it, years apart and with the same figures.
 */
export const defaultPrices: PriceTable = {
  currency: 'USD',
  cpuHour: 0.04048,
  gbMonth: Number((0.004445 * hoursPerMonth).toFixed(2)),
  gbOut: 0.09,
  source:
    'List prices of AWS Fargate, Linux/x86, us-east-1, a vCPU taken for a core, 0.004445 a GB of memory and hour: vantage.sh/blog/fargate-pricing (2021), wring.co/blog/aws-fargate-pricing-guide (March 2026); sending to the Internet, first 10 TB a month: leanopstech.com/blog/aws-data-transfer-pricing-2026 (April 2026). Give your own with --prices',
};

type Node = RunDocument['nodes'][number];

const operations = 1_000_000;
const msPerHour = 3_600_000;
const msPerMonth = hoursPerMonth * msPerHour;
/** What redundancy is bought for: three nines from machines that are there nine times out of ten. */
const availability = { of: 0.9, wanted: 0.999 };

/** Price x measured use, for a million operations like those of the runs, and what the busiest machine and equal availability take. `runs`: of both modes, the same work. */
export function costModel(clientServer: RunDocument, peerToPeer: RunDocument, prices: PriceTable): CostModel {
  const unit = `${prices.currency} a million operations`;
  const row = (label: string, of: (run: RunDocument) => number | undefined, rowUnit = unit): CostRow => ({
    label,
    unit: rowUnit,
    clientServer: of(clientServer),
    peerToPeer: of(peerToPeer),
  });
  const copies = copiesFor(availability.wanted, availability.of);
  return {
    note: `a model: price x measured use of one pair of runs (seed ${clientServer.seed}, on ${clientServer.measuredOn}), not a bill`,
    prices,
    rows: [
      row('processors, all machines', (run) =>
        perMillion(
          run,
          sum(run, (node) => cpu(node, prices)),
        ),
      ),
      row('memory, all machines', (run) =>
        perMillion(
          run,
          sum(run, (node) => memory(node, run, prices)),
        ),
      ),
      row('bytes sent, all machines', (run) =>
        perMillion(
          run,
          total(run, (node) => out(node, prices)),
        ),
      ),
      row('everything, busiest machine', (run) => perMillion(run, busiest(run, prices))),
      row(
        'bytes sent by the busiest machine',
        (run) => most(run, ({ bytesSent }) => bytesSent) / total(run, ({ bytesSent }) => bytesSent),
        'share of all',
      ),
      {
        label: `machines that hold each item for ${availability.wanted * 100} %, each there ${availability.of * 100} % of the time`,
        unit: 'machines, 1-(1-a)^k',
        clientServer: copies,
        peerToPeer: copies,
      },
      { label: 'of these to be bought as servers', unit: 'machines', clientServer: copies, peerToPeer: 0 },
    ],
  };
}

/** Smallest k for which 1-(1-a)^k reaches what is wanted (Rodrigues and Liskov 2005). */
export function copiesFor(wanted: number, a: number): number {
  const exact = Math.log(1 - wanted) / Math.log(1 - a);
  return Math.ceil(exact - 1e-9);
}

function perMillion({ requests }: RunDocument, amount: number | undefined): number | undefined {
  return amount === undefined || requests.succeeded === 0 ? undefined : (amount * operations) / requests.succeeded;
}

function cpu({ cpuMs }: Node, { cpuHour }: PriceTable): number | undefined {
  return cpuMs === undefined ? undefined : (cpuMs / msPerHour) * cpuHour;
}

function memory({ rssBytes }: Node, { durationMs }: RunDocument, { gbMonth }: PriceTable): number | undefined {
  return rssBytes === undefined ? undefined : (rssBytes / 1e9) * (durationMs / msPerMonth) * gbMonth;
}

function out({ bytesSent }: Node, { gbOut }: PriceTable): number {
  return (bytesSent / 1e9) * gbOut;
}

function busiest(run: RunDocument, prices: PriceTable): number | undefined {
  const costs = run.nodes.map((node) => {
    const [ofCpu, ofMemory] = [cpu(node, prices), memory(node, run, prices)];
    return ofCpu === undefined || ofMemory === undefined ? undefined : ofCpu + ofMemory + out(node, prices);
  });
  return costs.reduce<number | undefined>(
    (largest, one) => (largest === undefined || one === undefined ? undefined : Math.max(largest, one)),
    0,
  );
}

function sum(run: RunDocument, of: (node: Node) => number | undefined): number | undefined {
  return run.nodes.reduce<number | undefined>((all, node) => {
    const one = of(node);
    return all === undefined || one === undefined ? undefined : all + one;
  }, 0);
}

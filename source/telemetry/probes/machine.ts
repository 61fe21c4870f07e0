import { cpus } from 'node:os';

/** What the machine as a whole is doing. */
export interface MachineFigures {
  readonly cores: number;
  readonly cpuModel: string;
  /** All cores together, 0 … 100, since the figures before; undefined when the system does not say. */
  readonly loadPercent: number | undefined;
  /** What programs have taken, without what the system would give back at once. */
  readonly memoryUsedBytes: number;
  readonly memoryTotalBytes: number;
}

/** Reads the machine's figures; undefined where systeminformation does not work. */
export interface MachineProbe {
  /** Measures anew once a second at most; in between, and while it measures, everyone gets the same figures. */
  read(): Promise<MachineFigures | undefined>;
}

const intervalMs = 1000;

/** The only door to systeminformation, which is loaded with the first `read`. Hand it no text from people: it starts shells. */
export function createMachineProbe(): MachineProbe {
  let newest: Promise<MachineFigures | undefined> | undefined;
  let startedAt = 0;
  let cpu: Promise<Cpu> | undefined;
  let before = readCoreTimes();
  return {
    read: () => {
      const now = performance.now();
      if (newest !== undefined && now - startedAt < intervalMs) return newest;
      startedAt = now;
      cpu ??= readCpu();
      const times = readCoreTimes();
      const loadPercent = loadBetween(before, times);
      before = times;
      newest = measure(cpu, loadPercent).catch(() => undefined);
      return newest;
    },
  };
}

interface Cpu {
  readonly cores: number;
  readonly model: string;
}

async function readCpu(): Promise<Cpu> {
  const { default: systeminformation } = await import('systeminformation');
  const { cores, manufacturer, brand } = await systeminformation.cpu();
  return { cores, model: brand.startsWith(manufacturer) ? brand : `${manufacturer} ${brand}`.trim() };
}

async function readMemory() {
  const { default: systeminformation } = await import('systeminformation');
  return systeminformation.mem();
}

async function measure(cpu: Promise<Cpu>, loadPercent: number | undefined): Promise<MachineFigures> {
  const [{ cores, model }, memory] = await Promise.all([cpu, readMemory()]);
  return {
    cores,
    cpuModel: model,
    loadPercent,
    memoryUsedBytes: memory.total - memory.available,
    memoryTotalBytes: memory.total,
  };
}

/** Milliseconds since the machine started, all cores together. */
interface CoreTimes {
  readonly busy: number;
  readonly idle: number;
}

/** Not by systeminformation: it starts a shell for this and waits, and the screen with it: 40 to 100 ms where the cores are busy. */
function readCoreTimes(): CoreTimes {
  let [busy, idle] = [0, 0];
  for (const { times } of cpus()) {
    busy += times.user + times.nice + times.sys + times.irq;
    idle += times.idle;
  }
  return { busy, idle };
}

function loadBetween(before: CoreTimes, after: CoreTimes): number | undefined {
  const [busy, idle] = [after.busy - before.busy, after.idle - before.idle];
  return busy < 0 || idle < 0 || busy + idle === 0 ? undefined : (100 * busy) / (busy + idle);
}

import { totalmem } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { MachineView } from '../../../source/lab/view/snapshot.ts';
import { createMachineProbe } from '../../../source/telemetry/probes/machine.ts';

describe('the machine probe', () => {
  it('gives figures of this machine, in the shape that screens show', async () => {
    const figures: MachineView | undefined = await createMachineProbe().read();
    if (figures === undefined) throw new Error('systeminformation does not work here');
    expect(figures.cores).toBeGreaterThan(0);
    expect(figures.cpuModel).not.toBe('');
    expect(figures.memoryTotalBytes / totalmem()).toBeCloseTo(1, 1);
    expect(figures.memoryUsedBytes).toBeGreaterThan(0);
    expect(figures.memoryUsedBytes).toBeLessThan(figures.memoryTotalBytes);
    if (figures.loadPercent !== undefined) {
      expect(figures.loadPercent).toBeGreaterThanOrEqual(0);
      expect(figures.loadPercent).toBeLessThanOrEqual(100);
    }
  });

  it('measures once when it is asked twice within a second', async () => {
    const probe = createMachineProbe();
    const [first, second] = await Promise.all([probe.read(), probe.read()]);
    expect(second).toBe(first);
  });
});

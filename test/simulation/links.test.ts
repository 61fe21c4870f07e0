import { describe, expect, test } from 'vitest';
import type { LabSnapshot } from '../../source/lab/view/snapshot.ts';
import { type LinkPlan, parseLinkPlan } from '../../source/links/link-text.ts';
import { expectBalance, runLab, withLab, working } from './simulated-lab.ts';

function plan(text: string): LinkPlan {
  const parsed = parseLinkPlan(text);
  if (parsed.type === 'refused') throw new Error(parsed.reason);
  return parsed.value;
}

const linkOfFirst = ({ nodes }: LabSnapshot) => nodes[0]?.link;

describe('a simulated lab over links', () => {
  test.each([
    [1, 512],
    [8, 4_096],
    [80, 65_536],
  ])('sends as fast as a cap of %d mbit allows, within 2 %%', async (mbit, valueSize) => {
    const settings = { nodes: 4, rate: 0, concurrency: 32, valueSize, link: plan(`loopback; n1: up=${mbit}mbit`) };
    const snapshot = await runLab(settings, 4_000);
    const achieved = linkOfFirst(snapshot)?.upBytesPerSecond ?? 0;
    expect(achieved / (mbit * 125_000)).toBeGreaterThan(0.98);
    expect(achieved / (mbit * 125_000)).toBeLessThan(1.02);
    expectBalance(snapshot);
  });

  test('measures the round trip that was asked for', async () => {
    const { nodes } = await runLab({ mode: 'peer-to-peer', link: plan('latency=40ms; n2: latency=10ms') }, 5_000);
    expect(nodes[0]?.link.rttMs).toBeCloseTo(80.2, 0);
    expect(nodes[1]?.link.rttMs).toBeCloseTo(50.2, 0);
    expect(nodes.map(({ link: { asked } }) => asked).slice(0, 2)).toEqual(['latency=40ms', 'latency=10ms']);
  });

  test.each(['client-server', 'peer-to-peer'] as const)('loses nothing over a lossy link, as %s', async (mode) => {
    const snapshot = await runLab({ mode, rate: 20, link: plan('wan,loss=2%') }, 6_000);
    expect(snapshot.requests.failed).toBe(0);
    expectBalance(snapshot);
  });

  test('does the same again for the same seed', async () => {
    const once = () => runLab({ link: plan('mobile'), seed: 9 }, 3_000);
    const [first, second] = [await once(), await once()];
    expect(first.requests).toEqual(second.requests);
    expect(first.nodes).toEqual(second.nodes);
  });

  test('becomes slower and faster while it works, says so, and keeps its links through a switch of mode', async () => {
    await withLab({}, async (lab) => {
      await working(lab);
      await lab.elapsed(3_000).done;
      expect(linkOfFirst(lab.source.current())?.rttMs).toBeLessThan(1);
      lab.dispatch({ type: 'set-link', link: plan('latency=50ms') });
      await lab.elapsed(5_000).done;
      expect(linkOfFirst(lab.source.current())?.rttMs).toBeCloseTo(100.2, 0);
      lab.dispatch({ type: 'switch-mode' });
      await working(lab);
      await lab.elapsed(5_000).done;
      const { settings, log } = lab.source.current();
      expect(linkOfFirst(lab.source.current())?.rttMs).toBeCloseTo(100.2, 0);
      expect(settings.link).toBe('latency=50ms');
      expect(log.flatMap((entry) => (entry.type === 'event' ? [entry.text] : []))).toContain(
        'links become custom (50 ms)',
      );
      lab.dispatch({ type: 'next-link' });
      await lab.elapsed(5_000).done;
      expect(linkOfFirst(lab.source.current())?.rttMs).toBeLessThan(1);
    });
  });
});

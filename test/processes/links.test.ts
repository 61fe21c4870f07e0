import { expect, test } from 'vitest';
import { parseLinkPlan } from '../../source/links/link-text.ts';
import { openRealLab, until, workAndDrain } from './real-lab.ts';

const isBetween = (value: number, least: number, most: number): boolean => value > least && value < most;

test('processes talk over the links that were asked for, and measure them', async () => {
  const parsed = parseLinkPlan('latency=30ms; n1: latency=30ms,up=8mbit');
  if (parsed.type === 'refused') throw new Error(parsed.reason);
  const lab = await openRealLab({ rate: 0, concurrency: 32, valueSize: 4096, link: parsed.value });
  const isSteady = ({ nodes }: { nodes: readonly { link: { upBytesPerSecond: number | undefined } }[] }): boolean =>
    isBetween(nodes[0]?.link.upBytesPerSecond ?? 0, 0.8e6, 1.02e6); // how exact it is, bench link-accuracy measures
  const { nodes } = await until(lab, isSteady);
  for (const { link } of nodes) expect(link.rttMs).toBeGreaterThan(59);
  lab.dispatch({ type: 'set-link', link: { lab: parsed.value.lab, nodes: new Map() } });
  await until(lab, ({ nodes: [server] }) => (server?.link.upBytesPerSecond ?? 0) > 1.5e6);
  const { requests } = await workAndDrain(lab, 50);
  expect(requests.failed).toBe(0);
});

import { afterEach, describe, expect, it } from 'vitest';
import { createIcmpProbe, type IcmpProbe } from '../../../source/telemetry/probes/icmp.ts';

let probe: IcmpProbe | undefined;

afterEach(() => {
  if (probe?.type === 'available') probe.close();
  probe = undefined;
});

/** Where ICMP is not allowed, a probe has to say why, and that is all there is to check. */
async function openOrReason() {
  probe = await createIcmpProbe();
  if (probe.type === 'available') return probe;
  expect(probe.reason).not.toBe('');
  return undefined;
}

describe('the ICMP probe', () => {
  it('measures the round trip to loopback addresses in fractions of a millisecond, or says why it cannot', async () => {
    const open = await openOrReason();
    if (open === undefined) return;
    for (const host of ['127.0.0.1', '127.0.0.77']) {
      const ms = await open.ping(host);
      expect(ms).toBeGreaterThan(0);
      expect(ms).toBeLessThan(1000);
    }
  });

  it('keeps many echoes apart that are under way at once', async () => {
    const open = await openOrReason();
    if (open === undefined) return;
    const hosts = Array.from({ length: 64 }, (_, number) => `127.0.1.${number + 1}`);
    const answers = await Promise.all(hosts.map((host) => open.ping(host)));
    expect(answers.filter((ms) => ms === undefined)).toEqual([]);
  });

  it('has no figure for what is no IPv4 address', async () => {
    const open = await openOrReason();
    expect(await open?.ping('localhost; reboot')).toBeUndefined();
    expect(await open?.ping('::1')).toBeUndefined();
  });

  it('can be closed with echoes under way, and twice, and opened again', async () => {
    const open = await openOrReason();
    if (open === undefined) return;
    // No reply can be read before this turn of the event loop is over.
    const unanswered = open.ping('127.0.0.1');
    open.close();
    open.close();
    expect(await unanswered).toBeUndefined();
    expect(await open.ping('127.0.0.1')).toBeUndefined();
    const again = await openOrReason();
    expect(await again?.ping('127.0.0.1')).toBeGreaterThan(0);
  });

  it('refuses to be opened twice at once, which would mix up the replies', async () => {
    if ((await openOrReason()) === undefined) return;
    await expect(createIcmpProbe()).rejects.toThrow('invariant broken');
  });
});

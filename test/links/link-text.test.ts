import { describe, expect, test } from 'vitest';
import { linkProfiles } from '../../source/links/link-profile.ts';
import {
  type LinkPlan,
  linkDescription,
  linkOf,
  linkPlanText,
  linkText,
  loopbackLinks,
  nextLink,
  parseLink,
  parseLinkPlan,
} from '../../source/links/link-text.ts';
import { nodeId } from '../../source/protocol/ids.ts';

function plan(text: string): LinkPlan {
  const parsed = parseLinkPlan(text);
  if (parsed.type === 'refused') throw new Error(parsed.reason);
  return parsed.value;
}

describe('a link as text', () => {
  test('is a profile by name', () => {
    expect(plan('wan')).toEqual({ lab: linkProfiles.wan, nodes: new Map() });
    expect(plan('loopback')).toEqual(loopbackLinks);
  });

  test('is made of figures, everything else as on loopback', () => {
    expect(plan('latency=40ms,jitter=5ms,up=4mbit,down=20mbit,loss=1%').lab).toEqual({
      name: 'custom',
      latencyMs: 40,
      jitterMs: 5,
      upBytesPerSecond: 500_000,
      downBytesPerSecond: 2_500_000,
      lossShare: 0.01,
    });
  });

  test('changes single figures of a profile', () => {
    expect(plan('wan, up=1mbit').lab).toEqual({ ...linkProfiles.wan, name: 'custom', upBytesPerSecond: 125_000 });
  });

  test('gives single nodes links of their own', () => {
    const links = plan('wan; n3: mobile; n4: latency=5ms');
    expect(linkOf(links, nodeId(1))).toBe(linkProfiles.wan);
    expect(linkOf(links, nodeId(3))).toBe(linkProfiles.mobile);
    expect(linkOf(links, nodeId(4)).latencyMs).toBe(5);
    expect(linkOf(plan('n3: lan'), nodeId(2))).toBe(linkProfiles.loopback);
  });

  test.each([
    'loopback',
    'satellite',
    'wan; n3: mobile; n4: latency=5ms',
    'latency=0.5ms,jitter=5ms,up=1.5mbit,down=8kbit,loss=0.25%',
  ])('survives the way to a plan and back: %s', (text) => {
    expect(linkPlanText(plan(text))).toBe(text);
  });

  test.each([
    ['', '"" is no link; allowed: loopback, lan, wan, mobile, satellite, or latency=40ms'],
    ['wann', '"wann" is no link'],
    ['constructor', '"constructor" is no link'],
    ['latency=40', '"latency=40": allowed is latency=0ms to 2000ms'],
    ['latency=3s', '"latency=3s": allowed is latency=0ms to 2000ms'],
    ['latency=-3ms', '"latency=-3ms" is no part of a link'],
    ['up=0mbit', '"up=0mbit": allowed is up=8kbit to 100gbit'],
    ['down=5mb', '"down=5mb": allowed is down=8kbit'],
    ['loss=51%', '"loss=51%": allowed is loss=0% to 50%'],
    ['wan,lan', '"lan" is no part of a link; allowed: latency=40ms, jitter=5ms'],
    ['wan; mobile', '"mobile" does not say for which node; write n3: mobile'],
    ['wan; x3: mobile', '"x3" is no node'],
    ['wan; n3: lan; n3: wan', 'n3 has two links'],
    ['wan;', '"" does not say for which node'],
    [';'.repeat(2_000), 'allowed are 1000'],
  ])('is refused when it is %s, with the part and what is allowed', (text, reason) => {
    const parsed = parseLinkPlan(text);
    expect(parsed.type === 'refused' ? parsed.reason : 'parsed').toContain(reason);
  });

  test('is described with its figures', () => {
    expect(linkDescription(linkProfiles.wan)).toBe('wan (40 ms, jitter 4 ms, up 20 mbit, down 100 mbit, loss 0.1%)');
    expect(linkDescription(linkProfiles.loopback)).toBe('loopback');
  });
});

test('the next link goes through all profiles, and nodes keep their own', () => {
  let links = plan('loopback; n2: latency=1ms');
  const names: string[] = [];
  for (let step = 0; step < 5; step++) {
    links = nextLink(links);
    names.push(linkText(links.lab));
  }
  expect(names).toEqual(['lan', 'wan', 'mobile', 'satellite', 'loopback']);
  expect(linkOf(links, nodeId(2)).latencyMs).toBe(1);
  expect(nextLink({ ...links, lab: { ...links.lab, name: 'custom' } }).lab.name).toBe('loopback');
});

test('every profile is what its name parses to', () => {
  for (const profile of Object.values(linkProfiles))
    expect(parseLink(profile.name)).toEqual({ type: 'parsed', value: profile });
});

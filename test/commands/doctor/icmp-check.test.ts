import { describe, expect, it } from 'vitest';
import { type IcmpSurroundings, icmpRemedy } from '../../../source/commands/doctor/icmp-check.ts';

const here: IcmpSurroundings = {
  nodeMajor: 22,
  npmMajor: () => 11,
  platform: 'linux',
  distribution: 'debian',
  missingTools: [],
  execPath: '/usr/bin/node',
};

describe('the remedy for ICMP', () => {
  it.each(['package', 'native-part', 'other-node'] as const)(
    'is another Node where %s cannot be had on this one',
    (lack) => {
      for (const nodeMajor of [24, 26])
        expect(icmpRemedy(lack, { ...here, nodeMajor })).toMatch(/^use Node 20 or 22; /);
    },
  );

  it('allows the install script where npm asks', () => {
    expect(icmpRemedy('native-part', here)).toContain('install starmesh again with --allow-scripts=raw-socket');
    expect(icmpRemedy('native-part', { ...here, npmMajor: () => 10 })).toContain('with --ignore-scripts=false');
  });

  it('installs the tools that are missing in the words of this system', () => {
    const bare = { ...here, missingTools: ['make', 'c++'] };
    expect(icmpRemedy('package', bare)).toMatch(/^sudo apt install python3 make g\+\+, then install/);
    expect(icmpRemedy('package', { ...bare, distribution: 'alpine' })).toMatch(/^apk add /);
    expect(icmpRemedy('package', { ...bare, distribution: 'haiku' })).toMatch(/^install make, c\+\+, then/);
    expect(icmpRemedy('package', { ...bare, platform: 'darwin' })).toMatch(/^xcode-select --install, then/);
  });

  it('gives the right to a copy of node, and says why not to node itself', () => {
    const remedy = icmpRemedy('right', here);
    expect(remedy).toContain('cp /usr/bin/node node-icmp && sudo setcap cap_net_raw+ep node-icmp');
    expect(remedy).toContain('raw sockets to every script');
    expect(icmpRemedy('right', { ...here, platform: 'darwin' })).toContain('sudo');
  });
});

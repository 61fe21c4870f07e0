import { afterEach, describe, expect, it, vi } from 'vitest';
import { isAlive, type ProgramInTerminal, startInTerminal } from './program-in-terminal.ts';

const running: ProgramInTerminal[] = [];

function start(...more: readonly string[]): ProgramInTerminal {
  const lab = startInTerminal(['--seed', '7', '--nodes', '3', ...more], 80, 24);
  running.push(lab);
  return lab;
}

async function quit(lab: ProgramInTerminal): Promise<string> {
  const pids = [lab.pid(), ...lab.nodePids()];
  lab.press('q');
  expect(await lab.exitCode).toBe(0);
  expect(pids.filter(isAlive)).toEqual([]);
  expect(lab.transcript()).toMatch(/\sicanon\b/);
  expect(lab.transcript()).toMatch(/\secho\b/);
  return lab.transcript();
}

const light = '48;2;253;252;249';

describe('starmesh on terminals of all kinds', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    for (const lab of running.splice(0)) lab.dispose();
  });

  it('looks as COLORFGBG says where the terminal does not answer, and changes with T', async () => {
    vi.stubEnv('COLORFGBG', '0;15');
    const lab = start();
    await lab.until('live star', (screen) => / live\b/.test(screen));
    expect(lab.transcript()).toContain('\x1b]11;?');
    expect(lab.transcript()).toContain(light);
    lab.press('T');
    await lab.until('another theme', (screen) => /theme dark \(2 of 6\)/.test(screen));
    expect(lab.transcript()).toContain('48;2;18;22;29');
    await quit(lab);
  });

  it('asks nothing when a theme is given, takes answers that come late for no keys, and turns the mouse off', async () => {
    const lab = start('--theme', 'light');
    await lab.until('live star', (screen) => / live\b/.test(screen));
    expect(lab.transcript()).not.toContain('\x1b]11;?');
    lab.press('\x1b]11;rgb:qqqq/0/0\x07\x1b[?62;22c\x1b[<0;2');
    lab.press(';2M');
    lab.press('y');
    await lab.until('the key after them', (screen) => screen.includes('no key y here'));
    const transcript = await quit(lab);
    expect(transcript).toContain('\x1b[?1006h');
    expect(transcript.lastIndexOf('\x1b[?1000l')).toBeGreaterThan(transcript.lastIndexOf('\x1b[?1000h'));
  });

  it('leaves the mouse alone with --no-mouse', async () => {
    const lab = start('--no-mouse');
    await lab.until('live star', (screen) => / live\b/.test(screen));
    expect(await quit(lab)).not.toMatch(/\x1b\[\?100\dh/);
  });

  it('says what happens in plain lines for a screen reader', async () => {
    const lab = start('--screen-reader');
    await lab.until('live star', (screen) => /Live: 3 nodes ready/.test(screen));
    lab.press('m');
    await lab.until('mesh', (screen) => /network is now peer-to-peer, kademlia/.test(screen));
    lab.press('j');
    await lab.until('a node', (screen) => /^n2, 2 of 3: peer/m.test(screen));
    const transcript = await quit(lab);
    const spoken = transcript.slice(0, transcript.indexOf('speed '));
    expect(spoken).toMatch(/^[\r\n -~]+$/);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { type ProgramInTerminal, program, startInTerminal, type TerminalSetup } from './program-in-terminal.ts';

const running: ProgramInTerminal[] = [];
afterEach(() => {
  for (const lab of running.splice(0)) lab.dispose();
});

function start(columns: number, rows: number, setup: TerminalSetup): ProgramInTerminal {
  const args = ['--seed', '7', '--nodes', '3', '--on', 'simulation', '--no-color'];
  const lab = startInTerminal(args, columns, rows, process.cwd(), [program], setup);
  running.push(lab);
  return lab;
}

const isLive = (screen: string): boolean => / live\b/.test(screen);

describe('a screen', () => {
  it('shows nothing of what Node says, and lets it be said afterwards', { timeout: 40_000 }, async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'starmesh-warning-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = path.join(folder, 'late.mjs');
    writeFileSync(
      file,
      `process.on('SIGURG', () => process.emitWarning('late'));
setInterval(() => {}, 1000).unref();\n`,
    );
    const lab = start(80, 24, { env: { NODE_OPTIONS: `--import ${pathToFileURL(file)}` } });
    await lab.until('live star', isLive);
    process.kill(lab.pid(), 'SIGURG');
    process.kill(lab.pid(), 'SIGUSR1');
    const before = lab.transcript().length;
    lab.press('9');
    await lab.until('an answer to a key behind both', (screen) => /no key 9 here/.test(screen));
    lab.press('q');
    expect(await lab.exitCode).toBe(0);
    const [picture = '', after = ''] = lab.transcript().split('\x1b[?1049l');
    expect(picture.slice(before)).not.toMatch(/Warning|Debugger/);
    expect(after).toMatch(/Warning: late/);
  });

  it('is drawn for 80x24 on a terminal that says it has no size', { timeout: 40_000 }, async () => {
    const lab = start(80, 24, { hasNoSize: true });
    await lab.until('live star', isLive);
    lab.press('9');
    await lab.until('the answer', () => /no key 9 here/.test(lab.lines()[22] ?? ''));
  });

  it.each([
    ['as we count them', 7, false],
    ['wide, as in a CJK locale', 13, true],
  ])('is in ASCII where characters have other widths: %s', { timeout: 40_000 }, async (_how, column, isAscii) => {
    const lab = start(80, 24, {
      answer: (written) => (written.includes('\x1b[6n') ? `\x1b[1;${column}R\x1b[?62c` : undefined),
    });
    await lab.until('live star', isLive);
    await lab.until('the shapes', (screen) => screen.includes(isAscii ? '# n1' : '◆ n1'));
    if (isAscii) await lab.until('why', (screen) => /in ASCII: this terminal/.test(screen));
    expect(/^[ -~]*$/.test(lab.lines().join(''))).toBe(isAscii);
  });
});

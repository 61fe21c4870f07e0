import { afterEach, expect, it, vi } from 'vitest';
import { startInTerminal } from './program-in-terminal.ts';

afterEach(() => vi.unstubAllEnvs());

it.each([
  ['as it was started', ''],
  ['in the Node with a larger heap that it starts', '--max-old-space-size=150'],
])(
  'simulate shows how far it is, and prints what there is so far when it is interrupted: %s',
  async (_, nodeOptions) => {
    vi.stubEnv('NODE_OPTIONS', nodeOptions);
    const program = startInTerminal(['simulate', '--nodes', '30000', '--queries', '500', '--seed', '7'], 100, 40);
    try {
      await program.until('it asks', (screen) => /\d+ nodes · querying \[#*\.*\] · .*events\/s · .*MB/.test(screen));
      process.kill(program.pid(), 'SIGINT');
      expect(await program.exitCode).toBe(130);
      const text = program.lines().join('\n');
      expect(text).toMatch(/ {2}interrupted before N = 30000/);
      expect(text).not.toMatch(/querying/); // the bar is gone
    } finally {
      program.dispose();
    }
  },
  60_000,
);

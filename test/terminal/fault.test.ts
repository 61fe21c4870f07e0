import { afterEach, expect, it } from 'vitest';
import { eventually } from '../processes/program.ts';
import { isAlive, type ProgramInTerminal, program, startInTerminal } from './program-in-terminal.ts';

let shown: ProgramInTerminal | undefined;

afterEach(() => shown?.dispose());

/** What this throws, nobody expects. */
const hook = (fault: string): string => `--import=data:text/javascript,process.on('SIGURG', () => { ${fault} })`;

it.each([
  ['an error that nobody catches', "throw new Error('gone')"],
  ['a rejection that nobody handles', "void Promise.reject(new Error('gone'))"],
  [
    'an error after which nothing can be closed',
    "process.removeAllListeners('SIGHUP').on('SIGHUP', () => {}); throw new Error('gone')",
  ],
  [
    'an error and another one on the way out',
    "setImmediate(() => { throw new Error('more') }); throw new Error('gone')",
  ],
])('%s ends the lab, gives the terminal back, is said and has exit code 3', async (_, fault) => {
  const lab = startInTerminal(['--nodes', '3'], 100, 30, process.cwd(), [hook(fault), program]);
  shown = lab;
  await lab.until('a lab at work', (screen) => / live\b/.test(screen));
  const pids = lab.nodePids();
  expect(pids).toHaveLength(3);
  process.kill(lab.pid(), 'SIGURG');
  expect(await lab.exitCode).toBe(3);
  expect(lab.screen()).toBe('normal');
  const transcript = lab.transcript();
  expect(transcript.indexOf('could not go on: Error: gone')).toBeGreaterThan(transcript.lastIndexOf('\x1b[?1049l'));
  expect(transcript).toMatch(/\sicanon\b/);
  await eventually('the end of the nodes', () => !pids.some(isAlive));
});

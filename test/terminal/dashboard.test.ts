import { spawnSync } from 'node:child_process';
import { afterEach, describe, expect, test } from 'vitest';
import { childrenOf, isAlive, startInTerminal, type TerminalProgram } from './terminal-program.ts';

const started: TerminalProgram[] = [];

function start(args: readonly string[], columns = 120, rows = 40): TerminalProgram {
  const program = startInTerminal(args, columns, rows);
  started.push(program);
  return program;
}

afterEach(() => {
  for (const program of started.splice(0)) program.close();
});

/** What every way out must leave: main screen, cursor, wrapping, and no node process. */
function expectRestored(program: TerminalProgram, nodes: readonly number[]): void {
  const end = program.written().slice(program.written().lastIndexOf('\x1b[?1049l') - 40);
  expect(end).toContain('\x1b[?1049l');
  expect(end).toContain('\x1b[?25h');
  expect(end).toContain('\x1b[?7h');
  expect(nodes.length).toBeGreaterThan(0);
  expect(nodes.filter(isAlive)).toEqual([]);
}

describe('the dashboard in a terminal', () => {
  test('shows the lab, switches it, lets one kill and restart the server, resizes, and leaves nothing behind', async () => {
    const program = start(['--seed', '7', '--nodes', '4']);
    await program.shows('live');
    await program.shows('star · 3 connections');
    const nodes = childrenOf(program.pid);
    expect(nodes).toHaveLength(4);

    program.press('m');
    await program.shows('PEER-TO-PEER');
    await program.shows('star → mesh');
    await program.shows('live');
    expect(childrenOf(program.pid).sort()).toEqual(nodes.sort());

    program.press('m');
    await program.shows('mesh → star');
    await program.shows('live');
    program.press('x');
    await program.shows(/server n1 down/);
    await program.shows('unreachable');
    program.press('x');
    await program.shows('n1 is down already');
    program.press('r');
    await program.shows(/server n1 +\d/);

    program.resize(60, 16);
    await program.shows('Requests');
    program.resize(40, 10);
    await program.shows('needs 60x16');
    program.resize(80, 24);
    await program.shows('Data placement');
    program.press('?');
    await program.shows('Help');
    program.press('\x1b');
    await program.shows('Topology');
    program.press(' ');
    await program.shows('FROZEN');

    const last = childrenOf(program.pid);
    program.press('q');
    expect(await program.exited).toBe(0);
    expectRestored(program, [...nodes, ...last]);
    expect(program.written().slice(program.written().lastIndexOf('\x1b[?1049l'))).toContain('client-server, 4 nodes');
  });

  test('gives the terminal back when it is ended by SIGTERM', async () => {
    const program = start(['--seed', '7', '--nodes', '2'], 80, 24);
    await program.shows('live');
    const nodes = childrenOf(program.pid);
    program.signal('SIGTERM');
    expect(await program.exited).toBe(130);
    expectRestored(program, nodes);
  });

  test('ends with Ctrl-C, also while it starts', async () => {
    const program = start(['--seed', '7', '--nodes', '8', '--ascii'], 80, 24);
    await program.shows('Topology');
    const nodes = childrenOf(program.pid);
    program.press('\x03');
    expect(await program.exited).toBe(0);
    expectRestored(program, [...nodes, ...childrenOf(program.pid), program.pid]);
  });

  test('needs a terminal: without one it names `starmesh run` in one line, exit code 2', () => {
    const { status, stderr, stdout } = spawnSync(process.execPath, ['dist/bin.js'], { encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain('starmesh run');
  });
});

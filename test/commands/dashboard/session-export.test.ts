import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { exportSession, runSoFar } from '../../../source/commands/dashboard/session-export.ts';
import { createSessionEvidence } from '../../../source/experiments/session/session-evidence.ts';
import { snapshotOf } from '../../ui/snapshots.ts';

const snapshot = snapshotOf({ mode: 'peer-to-peer', nodes: 4 });

/** What an export leaves behind. */
async function exported(shown: Parameters<typeof exportSession>[4]) {
  const parent = mkdtempSync(path.join(tmpdir(), 'starmesh-session-export-test-'));
  onTestFinished(() => rmSync(parent, { recursive: true }));
  const said = await exportSession(parent, createSessionEvidence(), snapshot, '1.2.3', shown);
  const [folder = ''] = readdirSync(parent);
  const read = (name: string) => readFileSync(path.join(parent, folder, name), 'utf8');
  return { said, read, files: readdirSync(path.join(parent, folder)).sort() };
}

it('writes a page, a table, the run, and the screen where there is one', async () => {
  const { said, files, read } = await exported({ svg: '<svg></svg>', cast: '{}' });
  expect(files).toEqual(['claims.md', 'report.html', 'run.json', 'screen.svg', 'session.cast']);
  expect(said).toMatch(/^exported to starmesh-\d{8}-\d{6}\//);
  expect(JSON.parse(read('run.json'))).toMatchObject({ schema: 'starmesh.run/1', mode: 'peer-to-peer' });
  expect(read('report.html')).toContain('starmesh 1.2.3');
  expect(read('claims.md')).toContain('| claim | counted |');
});

it('writes no screen where lines of text are shown', async () => {
  expect((await exported(undefined)).files).toEqual(['claims.md', 'report.html', 'run.json']);
});

it('counts a run from when the present mode began to serve', () => {
  const startup = { processesReadyMs: 10, firstRequestMs: 400 };
  expect(runSoFar({ ...snapshot, now: 5_000, startup, comparison: undefined }).durationMs).toBe(4_600);
});

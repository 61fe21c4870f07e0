import { built } from '../shared/build.mjs';
import { startProgram } from '../shared/program.mjs';
import { reportLine } from '../shared/report.mjs';

export const about = 'CPU of the dashboard: a frame at 80x24 and 200x60, share of a core at 120x40 with 32 nodes';

const rounds = 3;
const windowMs = 4_000;
/** Frames a second are the writes of the screen: one a tick of the canvas, 15 a second, while something moves. */
const cases = [
  { columns: 80, rows: 24, nodes: 8 },
  { columns: 200, rows: 60, nodes: 8, frameGoal: { atMost: 5 } },
  { columns: 120, rows: 40, nodes: 32, shareGoal: { atMost: 8 } },
];

export async function run() {
  for (const { frameGoal, shareGoal, ...one } of cases) {
    const samples = new Map(['client-server', 'peer-to-peer'].map((mode) => [mode, []]));
    for (let round = 0; round < rounds; round++) {
      for (const [mode, taken] of samples) taken.push(await sample({ ...one, mode }));
    }
    for (const [mode, taken] of samples) {
      const where = `${one.columns}x${one.rows}, ${one.nodes} nodes, ${mode}`;
      const line = (what, unit, ours, goal) =>
        reportLine({
          bench: 'dashboard',
          what: `${where}, ${what}`,
          unit,
          ours,
          ...(goal === undefined ? {} : { goal }),
        });
      line('CPU a frame', 'ms', taken.map(frameMs), frameGoal);
      line(
        'frames',
        '/s',
        taken.map(({ frames, seconds }) => frames / seconds),
      );
      line(
        'share of a core, dashboard',
        '%',
        taken.map(({ withMs, withoutMs, seconds }) => (withMs - withoutMs) / seconds / 10),
        shareGoal,
      );
      line(
        'share of a core, whole lab process',
        '%',
        taken.map(({ withMs, seconds }) => withMs / seconds / 10),
      );
    }
  }
}

function frameMs({ withMs, withoutMs, frames }) {
  return (withMs - withoutMs) / frames;
}

async function sample(options) {
  const order = { program: built.nodeProgram, windowMs, ...options };
  const program = startProgram(built.dashboardProgram, [JSON.stringify(order)], { env: { NODE_ENV: 'production' } });
  const figures = await program.next();
  await program.end();
  return figures;
}

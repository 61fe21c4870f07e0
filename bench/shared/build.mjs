import path from 'node:path';
import { build } from 'esbuild';

const root = path.join(import.meta.dirname, '..', '..');
const out = path.join(root, '.starmesh', 'bench');

/** Where the built parts lie. */
export const built = {
  nodeProgram: path.join(out, 'node-process.cjs'),
  /** The same without the modelled link before it. */
  bareNodeProgram: path.join(out, 'bare-node-process.cjs'),
  labProgram: path.join(out, 'lab-program.mjs'),
  dashboardProgram: path.join(out, 'dashboard-program.mjs'),
  hourProgram: path.join(out, 'hour-program.mjs'),
  killsProgram: path.join(out, 'kills-program.mjs'),
  hostileNeighbours: path.join(out, 'hostile-neighbours.mjs'),
  recordingProgram: path.join(out, 'recording-program.mjs'),
  openRecordingProgram: path.join(out, 'open-recording-program.mjs'),
  codecs: path.join(out, 'codecs.mjs'),
  leanNetworks: path.join(out, 'lean-networks.mjs'),
  giveWay: path.join(out, 'give-way.mjs'),
  eventQueues: path.join(out, 'event-queues.mjs'),
};

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  outdir: out,
};

const nodeOptions = {
  ...common,
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  minifySyntax: true,
  minifyWhitespace: true,
  lineLimit: 160, // Node quotes the line that threw
  define: { 'process.env.NODE_ENV': '"production"' },
};

/** Bundles the parts of the product that are measured; the node program with the options of scripts/build.mjs. */
export async function buildParts() {
  await Promise.all([
    build({ ...nodeOptions, entryPoints: { 'node-process': 'source/drivers/node/node-process.ts' } }),
    build({ ...nodeOptions, entryPoints: { 'bare-node-process': 'bench/programs/bare-node-process.ts' } }),
    build({
      ...common,
      entryPoints: [
        ...[
          'lab-program',
          'dashboard-program',
          'hour-program',
          'kills-program',
          'hostile-neighbours',
          'recording-program',
          'open-recording-program',
          'codecs',
          'event-queues',
          'lean-networks',
        ].map((name) => ({ in: `bench/programs/${name}.ts`, out: name })),
        { in: 'source/drivers/node/give-way.ts', out: 'give-way' },
      ],
      format: 'esm',
      packages: 'external',
      outExtension: { '.js': '.mjs' },
    }),
  ]);
}

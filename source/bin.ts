#!/usr/bin/env node
// What must be settled before anything else is imported: react reads NODE_ENV and chalk reads FORCE_COLOR when they are loaded.
const nodeMajorMin = 20;
const nodeVersion = process.versions.node;

if (Number.parseInt(nodeVersion, 10) < nodeMajorMin) {
  process.stderr.write(
    `starmesh: needs Node ${nodeMajorMin} or newer; this is Node ${nodeVersion}. Install a newer one, then try again.\n`,
  );
  process.exitCode = 2;
} else {
  process.env['NODE_ENV'] = 'production';
  if (process.env['NO_COLOR'] || process.argv.includes('--no-color')) process.env['FORCE_COLOR'] = '0';
  import('./cli.tsx')
    .then(({ main }) => main(process.argv.slice(2)))
    .then(
      (exitCode) => {
        process.exitCode = exitCode;
      },
      (error: unknown) => {
        process.stderr.write(`starmesh: could not go on: ${error instanceof Error ? error.stack : String(error)}\n`);
        process.exitCode = 3;
      },
    );
}

#!/usr/bin/env node
// What must be settled before anything else is imported: react reads NODE_ENV and chalk reads FORCE_COLOR when they are loaded.
import { refusal } from './base/node-needed.cjs';
import { supervise } from './supervise.ts';

if (refusal !== undefined) {
  process.stderr.write(`starmesh: ${refusal}\n`);
  process.exitCode = 2;
} else {
  process.env['NODE_ENV'] = 'production';
  if (process.env['NO_COLOR'] || process.argv.includes('--no-color')) process.env['FORCE_COLOR'] = '0';
  supervise(() => import('./cli.ts').then(({ main }) => main(process.argv.slice(2))));
}

import { nodeProgram } from '../lab/node-program.ts';
import type { Surroundings } from '../surroundings.ts';
import { runChecks, terminalOf } from './doctor-checks.ts';
import { doctorReport } from './doctor-report.ts';

/** What `starmesh doctor` is told. */
export interface DoctorOptions {
  readonly json: boolean;
  readonly ascii: boolean;
}

/**
 * `starmesh doctor`: measures what this machine can do and prints it with remedies, as text or as one JSON document
 * `{ schema: "starmesh.doctor/1", usable, checks: [{ name, level, found, remedy? }] }`. Gives the exit code: 1 when something
 * makes starmesh unusable, else 0.
 */
export async function doctor(options: DoctorOptions, { stdout }: Pick<Surroundings, 'stdout'>): Promise<0 | 1> {
  const checks = await runChecks(nodeProgram, terminalOf(process.stdout, process.env));
  const usable = checks.every((check) => check.level !== 'failure');
  if (options.json) stdout.writeJson({ schema: 'starmesh.doctor/1', usable, checks }, 2);
  else stdout.write(doctorReport(checks, options.ascii));
  return usable ? 0 : 1;
}

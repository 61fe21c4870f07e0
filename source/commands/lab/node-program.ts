import { fileURLToPath } from 'node:url';

/** Path of the program of one node: its bundle lies beside the bundle that this file is part of. */
export const nodeProgram = fileURLToPath(new URL('./node-process.cjs', import.meta.url));

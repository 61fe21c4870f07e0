import { runNodeProgram } from './node-program.ts';

runNodeProgram();

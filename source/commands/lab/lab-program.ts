import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../../base/message-of.ts';
import { LaunchError } from '../../lab/clusters/cluster.ts';
import type { DataDirectory } from '../../lab/clusters/data-directory.ts';
import { createTemporaryFolder } from '../../lab/clusters/temporary-folder.ts';
import { nodeProgram } from './node-program.ts';

/** The program that the nodes of one lab run. */
export interface LabProgram {
  readonly path: string;
  /** Removes it. Not before every node is gone. */
  close(): Promise<void>;
}

/** The program as it was when this process opened its first lab: all of its labs run the same. */
let code: Buffer | undefined;

/**
 * Copies the program of a node into the lab's own folder. A node that is added or started again then runs the same version as the others, also when
 * an update has replaced or removed the installed one. Where no folder can be made (`--memory` on a machine that cannot be written), nodes run the
 * installed one. Throws LaunchError when there is none.
 */
export async function createLabProgram(data: DataDirectory | undefined): Promise<LabProgram> {
  code ??= readProgram();
  const own = data?.isKept === false ? data : undefined;
  const folder = own ?? (await createTemporaryFolder().catch(() => undefined));
  const close = async (): Promise<void> => {
    if (folder !== own) await folder?.close();
  };
  if (folder === undefined) return { path: nodeProgram, close };
  const copy = path.resolve(folder.path, path.basename(nodeProgram));
  try {
    writeFileSync(copy, code);
    return { path: copy, close };
  } catch {
    return { path: nodeProgram, close };
  }
}

function readProgram(): Buffer {
  try {
    return readFileSync(nodeProgram);
  } catch (error) {
    const reason = messageOf(error);
    throw new LaunchError(`the program of a node cannot be read: ${reason}; install starmesh again`);
  }
}

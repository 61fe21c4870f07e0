import { readRegularFile } from '../../drivers/store/read-regular-file.ts';
import { UsageError } from '../usage-error.ts';

/** What is asked of a file before it is read. */
export interface NamedFileOptions {
  /** What a refusal calls it: `--scenario x.yaml`. */
  readonly label: string;
  readonly bytesMax: number;
}

/** The bytes of a file that somebody named. Throws UsageError where it is no regular file, or too large, or cannot be read. */
export function readNamedFile(file: string, { label, bytesMax }: NamedFileOptions): Buffer {
  try {
    return readRegularFile(file, bytesMax);
  } catch (error) {
    throw new UsageError(`${label} cannot be read: ${(error as Error).message}`);
  }
}

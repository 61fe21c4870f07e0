/**
 * All that a store needs of a disk: small, so that a test can put one below it that fails as disks do. What the disk cannot do it throws, or hands to
 * `done`, as an error with the system's code.
 */
export interface StoreDisk {
  /** Where the store's file lies, for people. */
  readonly name: string;
  /** Undefined: there is none. */
  open(): StoreFile | undefined;
  /** A new, empty file, whose name outlives a failure of power. */
  create(): StoreFile;
  /** The file belongs to another regime: it makes room. */
  putAway(regime: string): void;
  /** What was put away for a regime becomes the file again, if anything was. */
  bringBack(regime: string): boolean;
}

/** An open file of bytes. */
export interface StoreFile {
  size(): number;
  /** Fills `into` from the place `at` on; gives how many bytes it could, 0 at the end. */
  read(into: Buffer, at: number): number;
  /** Writes at least one byte, or fails; says how many. */
  write(bytes: Buffer, at: number, done: (error: unknown, count: number) => void): void;
  /** What was written is on the disk. */
  sync(done: (error: unknown) => void): void;
  /** The same at once. */
  writeNow(bytes: Buffer, at: number): number;
  syncNow(): void;
  truncate(bytes: number): void;
  close(): void;
}

/** Where a recording is written, in order. */
export interface RecordingFile {
  append(bytes: Buffer): Promise<void>;
  close(): Promise<void>;
}

/** How a recording stands. */
export interface RecordingState {
  readonly bytes: number;
  readonly frames: number;
  /** Frames that were not kept, and why; undefined: all were. */
  readonly dropped: { readonly frames: number; readonly why: string } | undefined;
  /** Whether the system refused a write: a full disk. */
  readonly isRefused: boolean;
}

/** Writes blocks one after the other, and counts the frames that come to nothing: nobody waits for a slow disk. */
export interface BlockWriter {
  /** `frames`: how many are in the block. */
  write(block: Buffer, frames: number): void;
  /** Frames that are not to be written; `why`: of these alone. */
  leaveOut(frames: number, why?: string): void;
  /** Nothing is written from now on. The first reason stays. */
  stop(why: string): void;
  readonly isStopped: boolean;
  state(): RecordingState;
  /** When all is written, as far as it can be. */
  close(): Promise<void>;
}

/** Blocks that wait for a slow disk. */
const waitingMax = 8;

/** `bytesMax`: after so many it stops. */
export function createBlockWriter(file: RecordingFile, bytesMax: number): BlockWriter {
  let [bytes, kept, dropped, waiting] = [0, 0, 0, 0];
  /** Why nothing is written any more, and why the latest frame that is missing was left out. */
  let [stopped, leftOut]: (string | undefined)[] = [];
  let isRefused = false;
  let writing = Promise.resolve();

  function stop(why: string): void {
    stopped ??= why;
  }

  function refuse(error: Error): void {
    stop(error.message);
    isRefused = true;
  }

  return {
    stop,
    get isStopped() {
      return stopped !== undefined;
    },
    leaveOut(frames, why) {
      dropped += frames;
      leftOut = why ?? leftOut;
    },
    write(block, frames) {
      const isFull = bytes + block.length > bytesMax;
      if (stopped !== undefined || waiting >= waitingMax || isFull) {
        dropped += frames;
        if (isFull) stop(`it has reached ${Math.round(bytesMax / 1024 ** 2)} MB`);
        return;
      }
      bytes += block.length;
      kept += frames;
      waiting++;
      writing = writing
        .then(() => file.append(block))
        .catch((error: Error) => {
          refuse(error);
          kept -= frames;
          dropped += frames;
        })
        .finally(() => waiting--);
    },
    state() {
      const why = stopped ?? leftOut ?? 'the disk is too slow';
      const isWhole = dropped === 0 && !isRefused;
      return { bytes, frames: kept, dropped: isWhole ? undefined : { frames: dropped, why }, isRefused };
    },
    async close() {
      await writing;
      await file.close().catch(refuse);
    },
  };
}

import type { ItemHash } from '../../protocol/ids.ts';
import { hashOf } from '../../protocol/sha256.ts';
import { limits } from '../../protocol/wire/limits.ts';

/** How a file is cut: all pieces have the same length but the last one. Known from the plan, the same on every node. */
export interface FileShape {
  readonly fileBytes: number;
  readonly pieceBytes: number;
}

/** Hashes of pieces that travel together. */
export const hashesPerBlock = limits.blockHashesMax;

export function pieceCount({ fileBytes, pieceBytes }: FileShape): number {
  return Math.ceil(fileBytes / pieceBytes);
}

/** The length of one piece, in bytes. */
export function pieceLength({ fileBytes, pieceBytes }: FileShape, piece: number): number {
  return Math.min(pieceBytes, fileBytes - piece * pieceBytes);
}

export function blockOf(piece: number): number {
  return Math.floor(piece / hashesPerBlock);
}

/**
 * What pieces are verified by: a tree of SHA-256 with two levels (as in Merkle 1987). The hash of each block of hashes is known from the start;
 * the block itself travels with the first piece that needs it, so nobody waits for a long list before passing on a piece.
 */
export interface Manifest {
  /** The hash of each block. Undefined: not known yet. */
  readonly roots: readonly ItemHash[] | undefined;
  hasBlock(block: number): boolean;
  blockAt(block: number): readonly ItemHash[] | undefined;
  /** False when these roots are too few, too many, or contradict those that are known. */
  learnRoots(roots: readonly ItemHash[]): boolean;
  /** False when the block is not the one that the roots name. */
  learnBlock(block: number, hashes: readonly ItemHash[]): boolean;
  isRight(piece: number, content: Buffer): boolean;
  /** Makes it from the file itself. */
  build(content: Buffer): void;
  /** One hash for the whole file: SHA-256 of the roots, one after the other. */
  fileHash(): ItemHash;
}

export function createManifest(shape: FileShape): Manifest {
  const pieces = pieceCount(shape);
  const blockCount = Math.ceil(pieces / hashesPerBlock);
  const blocks: (readonly ItemHash[] | undefined)[] = new Array(blockCount).fill(undefined);
  let roots: readonly ItemHash[] | undefined;

  return {
    get roots() {
      return roots;
    },
    hasBlock: (block) => blocks[block] !== undefined,
    blockAt: (block) => blocks[block],
    learnRoots(said) {
      if (said.length !== blockCount) return false;
      roots ??= said;
      return roots.every((root, block) => root === said[block]);
    },
    learnBlock(block, hashes) {
      if (roots === undefined || block >= blockCount || rootOf(hashes) !== roots[block]) return false;
      blocks[block] = hashes;
      return true;
    },
    isRight: (piece, content) => hashOf(content) === blocks[blockOf(piece)]?.[piece % hashesPerBlock],
    build(content) {
      const hashes = Array.from({ length: pieces }, (_, piece) => {
        const start = piece * shape.pieceBytes;
        return hashOf(content.subarray(start, start + pieceLength(shape, piece)));
      });
      for (let block = 0; block < blockCount; block++) {
        blocks[block] = hashes.slice(block * hashesPerBlock, (block + 1) * hashesPerBlock);
      }
      roots = blocks.map((block) => rootOf(block ?? []));
    },
    fileHash: () => rootOf(roots ?? []),
  };
}

function rootOf(hashes: readonly ItemHash[]): ItemHash {
  return hashOf(Buffer.from(hashes.join(''), 'hex'));
}

import { text, word } from '../wire/codec.ts';

export type WorkPhase = 'publish' | 'run' | 'drain';

/** Fields that orders and reports share. */
export const workPhase = word('publish', 'run', 'drain');
export const host = text(64);
/** What the system says of a file names it, and may name it twice: the longest path has 4,096 bytes. */
export const sentence = text(16_384);

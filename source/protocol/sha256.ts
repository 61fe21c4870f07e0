import { createHash } from 'node:crypto';
import type { ItemHash } from './ids.ts';

/** The address of an item: SHA-256 of its content. Pure: equal bytes, equal hash. */
export function hashOf(content: Uint8Array): ItemHash {
  return createHash('sha256').update(content).digest('hex') as ItemHash;
}

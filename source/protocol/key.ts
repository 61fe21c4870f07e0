import { type NodeId, nodeId, nodeNumber } from './ids.ts';
import { hashOf } from './sha256.ts';
import type { Codec } from './wire/codec.ts';

declare const brand: unique symbol;

/**
 * A point in the space of XOR distances (Maymounkov and Mazieres 2002, section 2.1): 256 bits as eight words, the most significant first.
 * Nodes and items share the space: both are the SHA-256 of their name, so that nobody can choose a place.
 */
export type Key = Uint32Array & { readonly [brand]: 'Key' };

/** Bits of a key. */
export const keyBits = 256;
const words = keyBits / 32;

/** The place of a text: its SHA-256. */
export function keyOf(text: string): Key {
  const digits = hashOf(Buffer.from(text));
  return Uint32Array.from({ length: words }, (_, word) =>
    Number.parseInt(digits.slice(8 * word, 8 * word + 8), 16),
  ) as Key;
}

/** Remembered for speed only: those of the numbers that a lab gives, and some of the others, which tests and strangers may draw from a wide range. */
const nodeKeys: Key[] = [];
const nodeKeysMax = 2 ** 18;
const otherKeys = new Map<number, Key>();
const otherKeysMax = 100_000;

/** A node's place. It follows from the node's name: nobody can lie about the place of a contact, though who has the lab's secret can claim any name. */
export function keyOfNode(node: NodeId): Key {
  return keyOfNumber(nodeNumber(node));
}

/** The place of the node with a number. */
export function keyOfNumber(number: number): Key {
  const present = number < nodeKeysMax ? nodeKeys[number] : otherKeys.get(number);
  if (present !== undefined) return present;
  const key = keyOf(nodeId(number));
  if (number < nodeKeysMax) nodeKeys[number] = key;
  else {
    if (otherKeys.size >= otherKeysMax) otherKeys.clear();
    otherKeys.set(number, key);
  }
  return key;
}

/** Negative when `a` is nearer to the target by XOR distance than `b`, 0 when they are the same place. */
export function compareDistance(target: Key, a: Key, b: Key): number {
  for (let word = 0; word < words; word++) {
    const goal = target[word] as number;
    const difference = (((a[word] as number) ^ goal) >>> 0) - (((b[word] as number) ^ goal) >>> 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Leading bits that two keys have in common, 0 … 256: the number of the bucket that one goes into in the other's table. */
export function sharedBits(a: Key, b: Key): number {
  for (let word = 0; word < words; word++) {
    const difference = (a[word] as number) ^ (b[word] as number);
    if (difference !== 0) return 32 * word + Math.clz32(difference);
  }
  return keyBits;
}

/** A key as 64 hexadecimal digits. */
export function keyText(key: Key): string {
  return Array.from(key, (word) => word.toString(16).padStart(8, '0')).join('');
}

export const keyCodec: Codec<Key> = {
  write(to, key) {
    for (let word = 0; word < words; word++) to.u32(key[word] as number);
  },
  read(from) {
    const key = new Uint32Array(words);
    for (let word = 0; word < words; word++) key[word] = from.u32();
    return key as Key;
  },
};

import { onLatinKeyboard } from '../terminal/keyboard-layouts.ts';

/** Why a key does nothing; of one from another alphabet, or from an input method, how to reach what lies on it. */
export function whyNoKey(key: string): string {
  const isCharacter = [...key].length === 1 && key > '\x7f';
  const narrow = key.normalize('NFKC');
  if (isCharacter && /^[!-~]$/.test(narrow))
    return `no key ${key} here: turn the input method off, or to half width, where it is ${narrow}`;
  const latin = isCharacter ? onLatinKeyboard(key) : undefined;
  if (latin !== undefined) return `no key ${key} here: switch the keyboard to Latin letters, where it is ${latin}`;
  if (isCharacter && /^(?!\p{Script=Latin})\p{L}$/u.test(key))
    return `no key ${key} here: switch the keyboard to Latin letters · ? shows the keys`;
  return `no key ${key} here · ? shows the keys`;
}

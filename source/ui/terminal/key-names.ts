import { onLatinKeyboard } from './keyboard-layouts.ts';

/** What is held beside a key. Shift is in the character; of a named key it counts with tab only. */
interface Held {
  readonly shift: boolean;
  readonly ctrl: boolean;
  /** Alt, Super, Hyper or Meta: none of them means anything here, so the first of these names stands for all. */
  readonly alt: boolean;
}

const nothingHeld: Held = { shift: false, ctrl: false, alt: false };

/** The name of one character as a key: `m`, `space`, `ctrl+c`; undefined: no key writes it. */
export function nameOfCharacter(character: string): string | undefined {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) return controls[code] ?? `ctrl+${String.fromCharCode(code + 0x60)}`;
  if (code >= 0x80 && code < 0xa0) return undefined;
  return character === ' ' ? 'space' : character;
}

const controls: Readonly<Record<number, string>> = {
  0: 'ctrl+space',
  8: 'backspace',
  9: 'tab',
  10: 'enter',
  13: 'return',
  27: 'escape',
  28: 'ctrl+\\',
  29: 'ctrl+]',
  30: 'ctrl+^',
  31: 'ctrl+_',
  127: 'backspace',
};

/**
 * The name of the key that a control sequence stands for, without its `ESC [`; undefined: no key, or one that is let go. Cursor and function
 * keys of xterm, rxvt and the Linux console; CSI-u of the kitty protocol (sw.kovidgoyal.net/kitty/keyboard-protocol); xterm's modifyOtherKeys.
 */
export function nameOfSequence(sequence: string): string | undefined {
  const inU = unicodeKey.exec(sequence);
  if (inU !== null) return unicodeName(inU);
  const other = otherKey.exec(sequence);
  if (other !== null) return nameOfCode(Number(other[2]), heldIn(other[1]));
  const numbered = numberedKey.exec(sequence);
  if (numbered !== null) {
    const [, number = '', held, event, end = ''] = numbered;
    return named(numbers[number], event, { ...heldIn(held), ...(end === '^' || end === '@' ? { ctrl: true } : {}) });
  }
  const lettered = letteredKey.exec(sequence);
  return lettered === null ? undefined : named(letters[lettered[3] ?? ''], lettered[2], heldIn(lettered[1]));
}

/** The key of `ESC O` and a letter: cursor keys, and the keypad in its application mode. */
export function nameOfSingleShift(sequence: string): string | undefined {
  const letter = sequence.at(-1) ?? '';
  return named(keypad[letter] ?? letters[letter], undefined, heldIn(/\d+/.exec(sequence)?.[0]));
}

/* code : shifted : base layout ; modifiers : event ; text u */
const unicodeKey = /^(\d{1,7})(?::(\d*))?(?::(\d*))?(?:;(\d*)(?::(\d))?)?(?:;([\d:]*))?u$/;
const otherKey = /^27;(\d+);(\d{1,7})~$/;
const numberedKey = /^(\d{1,3})(?:;(\d+)(?::(\d))?)?([~^$@])$/;
const letteredKey = /^(?:1;(\d+)(?::(\d))?)?(\[?[A-FHPQSZa-d])$/;
const isReleased = '3';

function unicodeName([, code, shifted, base, modifiers, event, text]: RegExpExecArray): string | undefined {
  if (event === isReleased) return undefined;
  const held = heldIn(modifiers);
  const isPlain = !held.ctrl && !held.alt;
  if (isPlain && text !== undefined && text !== '') return nameOfCode(Number(text.split(':')[0]), nothingHeld);
  if (isPlain && held.shift && shifted) return nameOfCode(Number(shifted), nothingHeld);
  const isLatin = Number(code) < 0x80;
  return nameOfCode(held.ctrl && !isLatin && base ? Number(base) : Number(code), held);
}

/** The key of a code point, or of a place in Unicode's private area where the kitty protocol puts keys without a character. */
function nameOfCode(code: number, held: Held): string | undefined {
  if (code >= 0xe000 && code <= 0xf8ff) return named(functional[code], undefined, held);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined;
  const character = String.fromCodePoint(code);
  const name = nameOfCharacter(character);
  if (held.alt) return name === undefined ? undefined : `alt+${name}`;
  if (held.ctrl) return withCtrl(character);
  if (name === 'tab') return held.shift ? 'shift+tab' : name;
  return held.shift && name === character ? character.toUpperCase() : name;
}

/** As if written in the old way: Ctrl and `c` is one control character, on whatever layout; Ctrl and `[` is escape. */
function withCtrl(character: string): string | undefined {
  const latin = (onLatinKeyboard(character) ?? character).toUpperCase();
  const code = latin.charCodeAt(0);
  if (latin.length === 1 && code >= 0x40 && code <= 0x5f) return nameOfCharacter(String.fromCharCode(code & 0x1f));
  const name = nameOfCharacter(character);
  return name === undefined ? undefined : `ctrl+${name}`;
}

function named(name: string | undefined, event: string | undefined, { ctrl, alt }: Held): string | undefined {
  if (name === undefined || event === isReleased) return undefined;
  return alt ? `alt+${name}` : ctrl ? `ctrl+${name}` : name;
}

/** Modifiers are written as one and a sum: shift 1, alt 2, ctrl 4, super 8, hyper 16, meta 32, caps lock 64. */
function heldIn(text: string | undefined): Held {
  const sum = text === undefined || text === '' ? 0 : Number(text) - 1;
  const isCapital = ((sum & 1) !== 0) !== ((sum & 64) !== 0);
  return { shift: isCapital, ctrl: (sum & 4) !== 0, alt: (sum & (2 + 8 + 16 + 32)) !== 0 };
}

const letters: Readonly<Record<string, string>> = {
  ...{ A: 'up', B: 'down', C: 'right', D: 'left', E: 'clear', F: 'end', H: 'home' },
  ...{ P: 'f1', Q: 'f2', R: 'f3', S: 'f4', Z: 'shift+tab' },
  ...{ a: 'up', b: 'down', c: 'right', d: 'left' }, // rxvt, with shift
  ...{ '[A': 'f1', '[B': 'f2', '[C': 'f3', '[D': 'f4', '[E': 'f5' }, // the Linux console
};

const numbers: Readonly<Record<string, string>> = {
  ...{ 1: 'home', 2: 'insert', 3: 'delete', 4: 'end', 5: 'pageup', 6: 'pagedown', 7: 'home', 8: 'end' },
  ...{ 11: 'f1', 12: 'f2', 13: 'f3', 14: 'f4', 15: 'f5', 17: 'f6', 18: 'f7', 19: 'f8', 20: 'f9', 21: 'f10' },
  ...{ 23: 'f11', 24: 'f12' },
};

const keypad: Readonly<Record<string, string>> = {
  ...Object.fromEntries([...'0123456789'].map((digit, at) => [String.fromCharCode(0x70 + at), digit])), // p to y
  ...{ j: '*', k: '+', l: ',', m: '-', n: '.', o: '/', X: '=', M: 'return', I: 'tab', ' ': 'space' },
};

const functional: Readonly<Record<number, string>> = {
  ...Object.fromEntries([...'0123456789./*-+'].map((character, at) => [57_399 + at, character])),
  ...{ 57414: 'return', 57415: '=', 57416: ',', 57417: 'left', 57418: 'right', 57419: 'up', 57420: 'down' },
  ...{ 57421: 'pageup', 57422: 'pagedown', 57423: 'home', 57424: 'end', 57425: 'insert', 57426: 'delete' },
};

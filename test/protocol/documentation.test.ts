import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { controlCodec } from '../../source/protocol/control/control.ts';
import { messageCodec } from '../../source/protocol/messages.ts';
import { limits } from '../../source/protocol/wire/limits.ts';

const documentUrl = new URL('../../docs/PROTOCOL.md', import.meta.url);
const document = existsSync(documentUrl) ? readFileSync(documentUrl, 'utf8') : '';
const source = (file: string): string =>
  readFileSync(new URL(`../../source/protocol/${file}`, import.meta.url), 'utf8');

/** Names that do not stand in the document between backquotes. */
const missing = (names: readonly string[]): string[] => names.filter((name) => !document.includes(`\`${name}\``));

/** The words of a union of text literals in a source file. */
function wordsOf(file: string, type: string): string[] {
  const declaration = new RegExp(`type ${type} =([^;]*);`).exec(source(file))?.[1] ?? '';
  return [...declaration.matchAll(/'([a-z-]+)'/g)].map(([, word]) => word ?? '');
}

test('PROTOCOL.md names every message between nodes', () => {
  expect(missing(messageCodec.types)).toEqual([]);
});

test('PROTOCOL.md names every control message', () => {
  expect(missing(controlCodec.types)).toEqual([]);
});

test('PROTOCOL.md names the three frames of the handshake', () => {
  expect(missing(['hello', 'welcome', 'proof'])).toEqual([]);
});

test('PROTOCOL.md names every error code', () => {
  const codes = wordsOf('wire/protocol-error.ts', 'ProtocolErrorCode');
  expect(codes).toContain('send-queue-full');
  expect(missing(codes)).toEqual([]);
});

test('PROTOCOL.md names every refusal', () => {
  const codes = wordsOf('messages.ts', 'RefusalCode');
  expect(codes).toContain('overloaded');
  expect(missing(codes)).toEqual([]);
});

test('PROTOCOL.md names every limit', () => {
  expect(missing(Object.keys(limits))).toEqual([]);
});

import { describe, expect, test } from 'vitest';
import { kindOfMessage, type Message, messageCodec } from '../../source/protocol/messages.ts';
import { ByteReader } from '../../source/protocol/wire/byte-reader.ts';
import { ByteWriter } from '../../source/protocol/wire/byte-writer.ts';
import { limits } from '../../source/protocol/wire/limits.ts';
import { eachSeed } from '../base/each-seed.ts';
import { messageTable } from './message-table.ts';
import { randomMessage } from './random-message.ts';
import { errorOf, hex } from './wire/session-pair.ts';

function written(message: Message): string {
  const to = new ByteWriter();
  messageCodec.write(to, message);
  return to.take().toString('hex');
}

function read(bytes: Buffer): Message {
  const from = new ByteReader().reset(bytes, 0, bytes.length);
  const message = messageCodec.read(from);
  expect(from.left).toBe(0);
  return message;
}

describe('a message', () => {
  test.each(messageTable)('%o has its bytes on the wire', (message, bytes) => {
    expect(written(message)).toBe(hex(bytes).toString('hex'));
  });

  test.each(messageTable)('%o is read from its bytes', (message, bytes) => {
    expect(read(hex(bytes))).toEqual(message);
  });

  test('of every type is in the table, in the order of the wire', () => {
    expect([...new Set(messageTable.map(([{ type }]) => type))]).toEqual(messageCodec.types);
  });

  test('of every type is of a kind, and so is a handshake', () => {
    expect(Object.keys(kindOfMessage)).toEqual([...messageCodec.types, 'handshake']);
  });

  test.each(messageTable)('%o cut anywhere is malformed', (_message, bytes) => {
    const whole = hex(bytes);
    for (let end = 1; end < whole.length; end++)
      expect(errorOf(() => read(whole.subarray(0, end)))).toBe('malformed-message');
  });

  test('survives the way there and back, for every seed', () => {
    eachSeed(500, (random) => {
      const message = randomMessage(random);
      expect(read(Buffer.from(written(message), 'hex'))).toEqual(message);
    });
  });
});

const length = (bytes: number): string => bytes.toString(16).padStart(8, '0');

describe('a message that breaks the rules', () => {
  test.each([
    ['an unknown tag', '24', 'unknown-message'],
    ['the highest tag', 'ff 00000001', 'unknown-message'],
    ['nothing at all', '', 'malformed-message'],
    ['origin n0', '0b 00000000 00000010 07 01 00000000', 'malformed-message'],
    ['holder n0', `0c 00000003 00000010 02 00000000 ${'00'.repeat(32)}`, 'malformed-message'],
    ['a target that is cut off', `0d 00000001 ${'00'.repeat(31)}`, 'malformed-message'],
    ['more contacts than an answer takes', `0e 00000001 ${length(33)} ${'00000001'.repeat(33)}`, 'malformed-message'],
    ['contact n0', '0e 00000001 00000001 00000000', 'malformed-message'],
    ['more providers than an answer takes', `10 00000001 ${length(17)}`, 'malformed-message'],
    ['more holders than an item has', `13 00000001 00000000 00000001 ${length(17)}`, 'malformed-message'],
    ['more replicas than one check asks after', `15 00000001 ${length(1001)}`, 'malformed-message'],
    ['an unknown refusal', '06 00000006 07', 'malformed-message'],
    ['a name that is too long', `02 00000001 ${length(256)} ${'61'.repeat(256)}`, 'malformed-message'],
    ['a name longer than the frame', `02 00000001 ${length(200)} 61`, 'malformed-message'],
    ['a name of four gigabytes', '02 00000001 ffffffff 61', 'malformed-message'],
    ['a content that is too large', `05 00000001 ${length(limits.itemBytesMax + 1)} 61`, 'malformed-message'],
    ['a content longer than the frame', '05 00000001 00000003 6162', 'malformed-message'],
  ])('by %s is refused', (_what, bytes, code) => {
    expect(errorOf(() => read(hex(bytes)))).toBe(code);
  });

  // Passed on, such a name would grow: each byte that is no UTF-8 becomes three, and the next node would blame the one between.
  test.each(['ff', 'c3', '61ff62', 'f09f98', 'c080', 'eda080'])(
    'by a name that is no UTF-8, %s, is refused',
    (bytes) => {
      expect(errorOf(() => read(hex(`02 00000001 ${length(bytes.length / 2)} ${bytes}`)))).toBe('malformed-message');
    },
  );

  test('is none when its name is of the longest length, or holds the replacement character itself', () => {
    expect(read(hex(`02 00000001 ${length(255)} ${'61'.repeat(255)}`))).toMatchObject({ name: 'a'.repeat(255) });
    expect(read(hex('02 00000001 00000003 efbfbd'))).toMatchObject({ name: '\uFFFD' });
  });
});

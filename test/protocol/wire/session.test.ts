import { describe, expect, test } from 'vitest';
import { messageCodec } from '../../../source/protocol/messages.ts';
import { limits } from '../../../source/protocol/wire/limits.ts';
import { eachSeed } from '../../base/each-seed.ts';
import { messageTable } from '../message-table.ts';
import { randomMessage } from '../random-message.ts';
import { carry, errorOf, frame, handshakeTo, hex, openPair, sessionEnd } from './session-pair.ts';

const everything = messageTable.map(([message]) => message);
const allFrames = Buffer.concat(messageTable.map(([, bytes]) => frame(hex(bytes))));

describe('an open session', () => {
  test('carries every message in both directions', () => {
    const { dialer, listener } = openPair();
    for (const message of everything) {
      dialer.session.send(message);
      listener.session.send(message);
    }
    carry(dialer, listener);
    expect(listener.messages).toEqual(everything);
    expect(dialer.messages).toEqual(everything);
  });

  test('puts every message behind its length, many into one write', () => {
    const { dialer } = openPair();
    for (const message of everything) dialer.session.send(message);
    expect(dialer.session.output.take().toString('hex')).toBe(allFrames.toString('hex'));
  });

  test('hears the same messages wherever the stream is split', () => {
    for (let split = 0; split <= allFrames.length; split++) {
      const { listener } = openPair();
      listener.session.receive(allFrames.subarray(0, split));
      listener.session.receive(allFrames.subarray(split));
      expect(listener.messages, `split at ${split}`).toEqual(everything);
    }
  });

  test('hears messages that came in one chunk with the last word of the handshake', () => {
    const listener = sessionEnd('listener');
    listener.session.receive(Buffer.concat([handshakeTo('listener'), allFrames]));
    expect(listener.messages).toEqual(everything);
  });

  test('counts the same frames and bytes at both ends, for every seed', () => {
    eachSeed(100, (random) => {
      const { dialer, listener } = openPair();
      for (let count = 0; count < 20; count++) {
        (random.below(2) === 0 ? dialer : listener).session.send(randomMessage(random));
        if (random.below(3) === 0) carry(dialer, listener);
      }
      carry(dialer, listener);
      expect(listener.session.received).toEqual(dialer.session.sent);
      expect(dialer.session.received).toEqual(listener.session.sent);
    });
  });

  test('counts a message under its type with the bytes of its frame', () => {
    const { dialer } = openPair();
    dialer.session.send({ type: 'ping', requestId: 1 });
    const tag = messageCodec.types.indexOf('ping');
    expect([dialer.session.sent.messages[tag], dialer.session.sent.bytes[tag]]).toEqual([1, 9]);
  });

  test('carries an item of the largest size in a frame that is allowed', () => {
    const { dialer, listener } = openPair();
    const content = Buffer.alloc(limits.itemBytesMax, 7);
    dialer.session.send({ type: 'publish', requestId: 1, name: 'x'.repeat(255), content });
    carry(dialer, listener);
    const [heard] = listener.messages;
    expect(heard?.type === 'publish' && heard.content.equals(content)).toBe(true);
  });

  test.each([
    ['bytes behind the end of a message', frame(hex('07 00')), 'malformed-message'],
    ['an unknown message', frame(hex('24')), 'unknown-message'],
    ['an empty frame', frame(hex('')), 'malformed-message'],
    ['a frame over the limit', hex((limits.frameBytesMax + 1).toString(16).padStart(8, '0')), 'frame-too-large'],
    ['another hello', frame(hex(`00 53544d52 01 00000001 00000002 6e31 ${'aa'.repeat(16)}`)), 'malformed-message'],
  ])('refuses %s', (_what, chunk, code) => {
    const { listener } = openPair();
    expect(errorOf(() => listener.session.receive(chunk))).toBe(code);
    expect(listener.messages).toEqual([]);
  });

  test('hears what came before a broken frame in the same chunk', () => {
    const { listener } = openPair();
    expect(errorOf(() => listener.session.receive(Buffer.concat([frame(hex('07')), frame(hex('ff'))])))).toBe(
      'unknown-message',
    );
    expect(listener.messages).toEqual([{ type: 'join' }]);
  });

  test('calls an end inside a frame truncated, and one between frames clean', () => {
    for (let end = 0; end <= allFrames.length; end++) {
      const { listener } = openPair();
      listener.session.receive(allFrames.subarray(0, end));
      const whole = messageTable.map(([, bytes]) => frame(hex(bytes)).length);
      const isBetween =
        whole.some((_, index) => whole.slice(0, index).reduce((a, b) => a + b, 0) === end) || end === allFrames.length;
      expect(errorOf(() => listener.session.end())).toBe(isBetween ? undefined : 'truncated-frame');
    }
  });
});

describe('a session under fire', () => {
  test('throws remote protocol errors only, whatever bytes a stranger sends, for every seed', () => {
    eachSeed(2_000, (random) => {
      const end = sessionEnd(random.below(2) === 0 ? 'dialer' : 'listener');
      const code = errorOf(() => {
        for (let chunk = 0; chunk < 5; chunk++) end.session.receive(random.bytes(random.below(300)));
        end.session.end();
      });
      expect(code ?? 'fine').not.toContain('local');
      expect(end.session.isOpen).toBe(false);
    });
  });

  test('throws remote protocol errors only when valid frames are damaged, for every seed', () => {
    eachSeed(2_000, (random) => {
      const { listener } = openPair();
      const damaged = Buffer.from(allFrames);
      for (let hits = 1 + random.below(4); hits > 0; hits--) damaged[random.below(damaged.length)] = random.below(256);
      const code = errorOf(() => {
        listener.session.receive(damaged);
        listener.session.end();
      });
      expect(code ?? 'fine').not.toContain('local');
    });
  });

  test('throws remote protocol errors only when a handshake is damaged, and then stays closed, for every seed', () => {
    eachSeed(1_000, (random) => {
      const side = random.below(2) === 0 ? 'dialer' : 'listener';
      const end = sessionEnd(side);
      const damaged = handshakeTo(side);
      const at = random.below(damaged.length);
      damaged[at] = (damaged[at] ?? 0) ^ (1 + random.below(255));
      const code = errorOf(() => {
        end.session.receive(damaged);
        end.session.end();
      });
      expect(code).toBeDefined();
      expect(end.session.isOpen).toBe(false);
    });
  });
});

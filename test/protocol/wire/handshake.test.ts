import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { protocolVersion } from '../../../source/protocol/wire/handshake.ts';
import { limits } from '../../../source/protocol/wire/limits.ts';
import { carry, errorOf, frame, handshakeTo, hex, labSecret, nonces, sessionEnd } from './session-pair.ts';

const magic = '53544d52'; // STMR
const names = { dialer: '00000002 6e31', listener: '00000002 6e32' };
const nonceHex = { dialer: 'aa'.repeat(16), listener: 'bb'.repeat(16) };

function proof(prover: 'dialer' | 'listener', secret = labSecret, dialerNonce = nonces.dialer): string {
  const said = [Buffer.from(`${prover}\nn1\nn2\n1\n`), dialerNonce, nonces.listener];
  return createHmac('sha256', secret).update(Buffer.concat(said)).digest('hex');
}

function hello(changes: { magic?: string; version?: string; generation?: string; nonce?: string } = {}): Buffer {
  const { version = '01', generation = '00000001', nonce = nonceHex.dialer } = changes;
  return frame(hex(`00 ${changes.magic ?? magic} ${version} ${generation} ${names.dialer} ${nonce}`));
}

function welcome(proven: string, changes: { version?: string; generation?: string } = {}): Buffer {
  const { version = '01', generation = '00000001' } = changes;
  return frame(hex(`01 ${magic} ${version} ${generation} ${names.listener} ${nonceHex.listener} ${proven}`));
}

const lastWord = (proven: string): Buffer => frame(hex(`02 ${proven}`));

describe('a handshake', () => {
  test('is three frames with these bytes: hello, welcome with a proof, proof', () => {
    const said = carry(sessionEnd('dialer'), sessionEnd('listener'));
    expect(protocolVersion).toBe(1);
    expect(said.dialer.toString('hex')).toBe(Buffer.concat([hello(), lastWord(proof('dialer'))]).toString('hex'));
    expect(said.listener.toString('hex')).toBe(welcome(proof('listener')).toString('hex'));
  });

  test('with the same secret opens both ends and names each to the other, once', () => {
    const dialer = sessionEnd('dialer');
    const listener = sessionEnd('listener');
    expect([dialer.session.isOpen, listener.session.isOpen]).toEqual([false, false]);
    carry(dialer, listener);
    expect([dialer.session.isOpen, listener.session.isOpen]).toEqual([true, true]);
    expect(dialer.peers).toEqual([{ name: 'n2', generation: 1 }]);
    expect(listener.peers).toEqual([{ name: 'n1', generation: 1 }]);
  });

  test('never sends the secret', () => {
    const { dialer, listener } = carry(sessionEnd('dialer'), sessionEnd('listener'));
    expect(Buffer.concat([dialer, listener]).includes(labSecret.subarray(0, 8))).toBe(false);
  });

  test.each(['dialer', 'listener'] as const)('works wherever its bytes to the %s are split', (side) => {
    const bytes = handshakeTo(side);
    for (let split = 0; split <= bytes.length; split++) {
      const end = sessionEnd(side);
      end.session.receive(bytes.subarray(0, split));
      end.session.receive(bytes.subarray(split));
      expect(end.session.isOpen, `split at ${split}`).toBe(true);
    }
  });

  test('is counted as frames of its own, the same at both ends', () => {
    const dialer = sessionEnd('dialer');
    const listener = sessionEnd('listener');
    const said = carry(dialer, listener);
    const counted = (counts: { messages: Float64Array; bytes: Float64Array }) => [
      counts.messages.at(-1),
      counts.bytes.at(-1),
    ];
    expect(counted(dialer.session.sent)).toEqual([2, said.dialer.length]);
    expect(counted(listener.session.received)).toEqual([2, said.dialer.length]);
    expect(counted(listener.session.sent)).toEqual([1, said.listener.length]);
    expect(counted(dialer.session.received)).toEqual([1, said.listener.length]);
  });

  test('cut at any byte is a truncated frame', () => {
    const bytes = hello();
    for (let end = 1; end < bytes.length; end++) {
      const listener = sessionEnd('listener');
      listener.session.receive(bytes.subarray(0, end));
      expect(errorOf(() => listener.session.end())).toBe('truncated-frame');
    }
  });
});

const otherSecret = Buffer.alloc(32, 0x11);
const otherNonce = Buffer.alloc(16, 0xcc);

describe('a listener', () => {
  test.each([
    ['the proof of somebody without the secret', [hello(), lastWord(proof('dialer', otherSecret))], 'wrong-secret'],
    ['its own proof reflected', [hello(), lastWord(proof('listener'))], 'wrong-secret'],
    ['a proof of zeros', [hello(), lastWord('00'.repeat(32))], 'wrong-secret'],
    [
      'the proof of an earlier handshake with another nonce',
      [hello({ nonce: otherNonce.toString('hex') }), lastWord(proof('dialer'))],
      'wrong-secret',
    ],
    ['another version', [hello({ version: '02' })], 'wrong-version'],
    ['an older generation', [hello({ generation: '00000000' })], 'wrong-generation'],
    ['a later generation', [hello({ generation: '00000002' })], 'wrong-generation'],
    ['another protocol in the right frame', [hello({ magic: '53544d53' })], 'not-starmesh'],
    ['a second hello', [hello(), hello()], 'unexpected-message'],
    ['a proof before the hello', [lastWord(proof('dialer'))], 'unexpected-message'],
    ['a welcome', [welcome(proof('listener'))], 'unexpected-message'],
    ['a message before the handshake', [frame(hex('07'))], 'unknown-message'],
    ['a ping before the handshake', [frame(hex('09 00000001'))], 'unknown-message'],
    ['a message between hello and proof', [hello(), frame(hex('08'))], 'unknown-message'],
    [
      'a hello with a byte behind its end',
      [frame(Buffer.concat([hello().subarray(4), hex('00')]))],
      'malformed-message',
    ],
    ['an empty frame', [frame(hex(''))], 'malformed-message'],
    [
      'a name that is too long',
      [frame(hex(`00 ${magic} 01 00000001 00000021 ${'61'.repeat(33)} ${nonceHex.dialer}`))],
      'malformed-message',
    ],
    ['an HTTP request', [Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')], 'frame-too-large'],
    ['a TLS hello', [hex('16 0301 0200 01 0001fc 0303')], 'frame-too-large'],
    ['an SSH banner', [Buffer.from('SSH-2.0-OpenSSH_9.6\r\n')], 'frame-too-large'],
    [
      'a frame larger than a handshake needs',
      [hex((limits.handshakeFrameBytesMax + 1).toString(16).padStart(8, '0'))],
      'frame-too-large',
    ],
  ])('refuses %s and does not open', (_what, chunks, code) => {
    const listener = sessionEnd('listener');
    expect(
      errorOf(() => {
        for (const chunk of chunks) listener.session.receive(chunk);
      }),
    ).toBe(code);
    expect(listener.session.isOpen).toBe(false);
    expect(listener.peers).toEqual([]);
  });

  test('lets nobody in who replays a whole handshake that it once heard', () => {
    const heard = handshakeTo('listener');
    const listener = sessionEnd('listener', { nonce: otherNonce });
    expect(errorOf(() => listener.session.receive(heard))).toBe('wrong-secret');
    expect(listener.session.isOpen).toBe(false);
  });

  test('says nothing to somebody who says nothing, and its proof only after a hello', () => {
    const listener = sessionEnd('listener');
    expect(listener.session.output.pending).toBe(0);
    listener.session.receive(hello());
    expect(Buffer.from(listener.session.output.take()).toString('hex')).toBe(
      welcome(proof('listener')).toString('hex'),
    );
  });
});

describe('a dialer', () => {
  test.each([
    ['a welcome without the secret', welcome(proof('listener', otherSecret)), 'wrong-secret'],
    ['its own kind of proof', welcome(proof('dialer')), 'wrong-secret'],
    ['a welcome for another nonce', welcome(proof('listener', labSecret, otherNonce)), 'wrong-secret'],
    ['another version', welcome(proof('listener'), { version: '02' }), 'wrong-version'],
    ['another generation', welcome(proof('listener'), { generation: '00000009' }), 'wrong-generation'],
    ['its own hello reflected', hello(), 'unexpected-message'],
    ['a proof instead of a welcome', lastWord(proof('listener')), 'unexpected-message'],
    ['an HTTP answer', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'), 'frame-too-large'],
  ])('refuses %s, sends no proof and does not open', (_what, chunk, code) => {
    const dialer = sessionEnd('dialer');
    dialer.session.output.take();
    expect(errorOf(() => dialer.session.receive(chunk))).toBe(code);
    expect([dialer.session.isOpen, dialer.session.output.pending]).toEqual([false, 0]);
  });
});

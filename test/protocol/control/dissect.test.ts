import { describe, expect, it } from 'vitest';
import { dissect } from '../../../source/protocol/control/dissect.ts';
import { frameFieldsMax } from '../../../source/protocol/control/inspection.ts';
import { type ItemHash, nodeId } from '../../../source/protocol/ids.ts';
import { keyOf } from '../../../source/protocol/key.ts';
import { type Message, messageCodec } from '../../../source/protocol/messages.ts';
import { ByteWriter } from '../../../source/protocol/wire/byte-writer.ts';

const hash = 'c0ffee00'.repeat(8) as ItemHash;

function frameOf(message: Message): Buffer {
  const writer = new ByteWriter();
  const mark = writer.beginFrame();
  messageCodec.write(writer, message);
  writer.endFrame(mark);
  return writer.take();
}

/** `offset+length name=value` of each field. */
const said = (message: Message): string[] =>
  dissect(frameOf(message)).fields.map(({ offset, length, name, value }) => `${offset}+${length} ${name}=${value}`);

describe('a dissected frame', () => {
  it('names each field where it stands', () => {
    expect(said({ type: 'find', requestId: 7, name: 'song-07' })).toEqual([
      '0+4 frame length=16',
      '4+1 message number=2 (find)',
      '5+4 requestId=7',
      '9+11 name=song-07',
    ]);
  });

  it('counts lists, and keeps a key in one piece', () => {
    const fields = said({
      type: 'providers',
      requestId: 1,
      providers: [{ node: nodeId(3), hash }],
      contacts: [nodeId(5)],
    });
    expect(fields.map((field) => field.replace(/=.*/, ''))).toEqual([
      '0+4 frame length',
      '4+1 message number',
      '5+4 requestId',
      '9+4 providers count',
      '13+4 providers 1 node',
      '17+32 providers 1 hash',
      '49+4 contacts count',
      '53+4 contacts 1',
    ]);
    expect(said({ type: 'find-node', requestId: 1, target: keyOf('a') })[3]).toMatch(/^9\+32 target=[0-9a-f]{60}/);
  });

  it('covers the frame without gaps, and shows the first bytes of what is long', () => {
    const frame = frameOf({ type: 'publish', requestId: 1, name: 'a', content: Buffer.alloc(100, 7) });
    const { fields, bytes } = dissect(frame);
    let at = 0;
    for (const { offset, length } of fields) {
      expect(offset).toBe(at);
      at += length;
    }
    expect(at).toBe(bytes);
    expect(fields.at(-1)?.bytes.toString('hex')).toBe('07'.repeat(16));
  });

  it('stops at a bound, and says how many fields there are', () => {
    const { fields, fieldsTotal } = dissect(frameOf({ type: 'have', pieces: Array.from({ length: 90 }, () => 1) }));
    expect([fields.length, fieldsTotal]).toEqual([frameFieldsMax, 93]);
  });
});

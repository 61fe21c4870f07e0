import type { ItemHash } from '../../source/protocol/ids.ts';
import { nodeId } from '../../source/protocol/ids.ts';
import type { Message } from '../../source/protocol/messages.ts';

const digits = '00112233445566778899aabbccddeeff0123456789abcdef0123456789abcdef';
const hash = digits as ItemHash;

/** Every message with the bytes of its frame's body: the tag, then its fields. Written by hand, not by the codec. */
export const messageTable: readonly (readonly [Message, string])[] = [
  [
    { type: 'publish', requestId: 1, name: 'song', content: Buffer.from('abc') },
    '00 00000001 00000004 736f6e67 00000003 616263',
  ],
  [{ type: 'publish', requestId: 1, name: '', content: Buffer.alloc(0) }, '00 00000001 00000000 00000000'],
  [{ type: 'published', requestId: 2 }, '01 00000002'],
  [{ type: 'find', requestId: 0xffffffff, name: 'é' }, '02 ffffffff 00000002 c3a9'],
  [{ type: 'found', requestId: 3, hash }, `03 00000003 ${digits}`],
  [{ type: 'fetch', requestId: 0x80000000, hash }, `04 80000000 ${digits}`],
  [{ type: 'content', requestId: 5, content: Buffer.from([0, 255]) }, '05 00000005 00000002 00ff'],
  [{ type: 'refused', requestId: 6, code: 'not-found' }, '06 00000006 00'],
  [{ type: 'refused', requestId: 6, code: 'overloaded' }, '06 00000006 01'],
  [{ type: 'refused', requestId: 6, code: 'wrong-content' }, '06 00000006 02'],
  [{ type: 'join' }, '07'],
  [{ type: 'leave' }, '08'],
  [{ type: 'ping', requestId: 7 }, '09 00000007'],
  [{ type: 'pong', requestId: 7 }, '0a 00000007'],
  [
    { type: 'query', origin: nodeId(3), sequence: 16, ttl: 7, hops: 1, name: 'song' },
    '0b 00000003 00000010 07 01 00000004 736f6e67',
  ],
  [
    { type: 'hit', origin: nodeId(3), sequence: 16, hops: 2, holder: nodeId(258), hash },
    `0c 00000003 00000010 02 00000102 ${digits}`,
  ],
];

/** What the benchmark `codec` needs of the product, in one bundle. */

export { messageCodec } from '../../source/protocol/messages.ts';
export { ByteReader } from '../../source/protocol/wire/byte-reader.ts';
export { ByteWriter } from '../../source/protocol/wire/byte-writer.ts';

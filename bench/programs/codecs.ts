/** What the benchmark `codec` needs of the product, in one bundle. */
export { ByteReader } from '../../source/protocol/byte-reader.ts';
export { ByteWriter } from '../../source/protocol/byte-writer.ts';
export { messageCodec } from '../../source/protocol/messages.ts';

import { createHash } from 'node:crypto';
import { built } from '../shared/build.mjs';
import { installPeers } from '../shared/peers.mjs';
import { reportLine, reportMissing } from '../shared/report.mjs';

export const about = 'the hand-written codec against npm compact-encoding, the same messages, encoded and decoded';

const rounds = 9;
const messages = 100_000;
const hash = createHash('sha256').update('x').digest('hex');
const samples = [
  { type: 'find', requestId: 7, name: 'key-000000000001' },
  { type: 'found', requestId: 7, hash },
  { type: 'fetch', requestId: 7, hash },
  { type: 'content', requestId: 7, content: Buffer.alloc(100, 1) },
  { type: 'query', origin: 'n12', sequence: 99, ttl: 7, hops: 1, name: 'key-000000000001' },
];

/** Both give the same values in memory: hashes as hexadecimal text, node ids as `n12`. */
export async function run() {
  const missing = installPeers();
  if (missing !== undefined) return reportMissing('codec', 'compact-encoding', missing);
  const ours = handWritten(await import(built.codecs));
  const { default: c } = await import('compact-encoding');
  const peers = {
    'compact-encoding, a buffer each': compact(c, false),
    'compact-encoding, one shared buffer': compact(c, true),
  };
  const rates = new Map(['ours', ...Object.keys(peers)].map((name) => [name, []]));
  check(ours, Object.values(peers));
  for (let round = 0; round < rounds; round++) {
    for (const [name, codec] of [['ours', ours], ...Object.entries(peers)]) rates.get(name).push(rateOf(codec));
  }
  for (const name of Object.keys(peers)) {
    const line = { bench: 'codec', what: 'messages encoded and decoded', unit: '/s', ours: rates.get('ours') };
    reportLine({ ...line, baselineName: name, baseline: rates.get(name), goal: { atLeast: 1 } });
  }
  return undefined;
}

function check(ours, peers) {
  for (const codec of [ours, ...peers]) {
    for (const message of samples) {
      const { type, ...fields } = codec(message);
      const same =
        type === message.type && Object.entries(fields).every(([key, value]) => String(value) === String(message[key]));
      if (!same) throw new Error(`a codec made ${JSON.stringify(fields)} of ${JSON.stringify(message)}`);
    }
  }
}

function rateOf(codec) {
  const from = performance.now();
  for (let count = 0; count < messages; count++) codec(samples[count % samples.length]);
  return (messages / (performance.now() - from)) * 1000;
}

function handWritten({ ByteReader, ByteWriter, messageCodec }) {
  const writer = new ByteWriter();
  const reader = new ByteReader();
  return (message) => {
    messageCodec.write(writer, message);
    const bytes = writer.take();
    return messageCodec.read(reader.reset(bytes, 0, bytes.length));
  };
}

/** The same fields as composable {preencode, encode, decode} objects, as hyperdht writes them. */
function compact(c, isShared) {
  const hashCodec = mapped(
    c.fixed32,
    (text) => Buffer.from(text, 'hex'),
    (bytes) => Buffer.from(bytes).toString('hex'),
  );
  const nodeId = mapped(
    c.uint32,
    (id) => Number(id.slice(1)),
    (number) => `n${number}`,
  );
  const bodies = [
    fields({ requestId: c.uint32, name: c.utf8 }),
    fields({ requestId: c.uint32, hash: hashCodec }),
    fields({ requestId: c.uint32, hash: hashCodec }),
    fields({ requestId: c.uint32, content: c.buffer }),
    fields({ origin: nodeId, sequence: c.uint32, ttl: c.uint8, hops: c.uint8, name: c.utf8 }),
  ];
  const types = samples.map(({ type }) => type);
  const shared = Buffer.alloc(64 * 1024);
  return (message) => {
    const tag = types.indexOf(message.type);
    const state = c.state();
    c.uint8.preencode(state, tag);
    bodies[tag].preencode(state, message);
    state.buffer = isShared ? shared : Buffer.allocUnsafe(state.end);
    c.uint8.encode(state, tag);
    bodies[tag].encode(state, message);
    state.start = 0;
    const read = c.uint8.decode(state);
    return { type: types[read], ...bodies[read].decode(state) };
  };
}

function mapped(codec, to, from) {
  return {
    preencode: (state, value) => codec.preencode(state, to(value)),
    encode: (state, value) => codec.encode(state, to(value)),
    decode: (state) => from(codec.decode(state)),
  };
}

function fields(codecs) {
  const entries = Object.entries(codecs);
  return {
    preencode(state, value) {
      for (const [key, codec] of entries) codec.preencode(state, value[key]);
    },
    encode(state, value) {
      for (const [key, codec] of entries) codec.encode(state, value[key]);
    },
    decode(state) {
      const value = {};
      for (const [key, codec] of entries) value[key] = codec.decode(state);
      return value;
    },
  };
}

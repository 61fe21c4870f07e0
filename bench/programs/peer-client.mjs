/*
 * A client in a closed loop: peer-client.mjs KIND PORT DEPTH WARM_MS WINDOW_MS
 * Keeps DEPTH requests outstanding, one write per data event; says {perSecond}. Keys have 16 bytes, values 100.
 */
import { connect } from 'node:net';

const [kind, port, depth, warmMs, windowMs] = process.argv
  .slice(2)
  .map((text, index) => (index === 0 ? text : Number(text)));
const key = 'key-000000000001';
const value = 'v'.repeat(100);

/** Each: what is sent for one request, and a function that counts the responses in a chunk. */
const kinds = {
  // Every byte comes back: a request and its response are 116 bytes each.
  echo: { request: Buffer.from(key + value), createCounter: () => countBySize(116) },
  redis: { request: Buffer.from(`*2\r\n$3\r\nGET\r\n$16\r\n${key}\r\n`), createCounter: countBulkReplies },
  frames: { request: frameRequest(), createCounter: countFrames },
};

if (kind === 'ioredis') await loopIoredis();
else loopSocket(kinds[kind]);

function frameRequest() {
  const frame = Buffer.alloc(24);
  frame.writeUInt32BE(20, 0);
  frame.writeUInt32BE(1, 4);
  frame.write(key, 8, 'latin1');
  return frame;
}

function loopSocket({ request, createCounter }) {
  const count = createCounter();
  const requests = Array.from({ length: depth + 1 }, (_, many) => Buffer.concat(Array(many).fill(request)));
  let done = 0;
  const socket = connect({ host: '127.0.0.1', port, noDelay: true }, () => {
    socket.write(requests[depth]);
    void measure(() => done).then(() => socket.destroy());
  });
  socket.on('data', (chunk) => {
    const responses = count(chunk);
    done += responses;
    if (responses > 0) socket.write(requests[responses]);
  });
}

async function loopIoredis() {
  const { default: Redis } = await import('ioredis');
  const redis = new Redis({ host: '127.0.0.1', port, enableAutoPipelining: true });
  let done = 0;
  let isOver = false;
  const loop = async () => {
    while (!isOver) {
      await redis.getBuffer(key);
      done++;
    }
  };
  const loops = Array.from({ length: depth }, loop);
  await measure(() => done);
  isOver = true;
  await Promise.all(loops);
  redis.disconnect();
}

async function measure(read) {
  await sleep(warmMs);
  const from = { done: read(), at: performance.now() };
  await sleep(windowMs);
  const perSecond = ((read() - from.done) / (performance.now() - from.at)) * 1000;
  process.stdout.write(`${JSON.stringify({ perSecond })}\n`);
}

function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function countBySize(bytes) {
  let partial = 0;
  return (chunk) => {
    const total = partial + chunk.length;
    partial = total % bytes;
    return (total - partial) / bytes;
  };
}

/** `$100\r\n` value `\r\n`: reads each length and takes each value, as a client must. */
function countBulkReplies() {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    let replies = 0;
    for (;;) {
      const lineEnd = bytes.indexOf(13, at);
      if (lineEnd < 0) break;
      let length = 0;
      for (let digit = at + 1; digit < lineEnd; digit++) length = length * 10 + bytes[digit] - 48;
      const end = lineEnd + 2 + length + 2;
      if (bytes[at] !== 36 || end > bytes.length) break;
      bytes.subarray(lineEnd + 2, end - 2);
      at = end;
      replies++;
    }
    rest = bytes.subarray(at);
    return replies;
  };
}

/** 32-bit length, 32-bit id, value. */
function countFrames() {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    let replies = 0;
    while (bytes.length - at >= 4) {
      const end = at + 4 + bytes.readUInt32BE(at);
      if (end > bytes.length) break;
      bytes.subarray(at + 8, end);
      at = end;
      replies++;
    }
    rest = bytes.subarray(at);
    return replies;
  };
}

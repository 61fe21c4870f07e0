/*
 * What clients are measured against: peer-server.mjs echo | frames. Says {port}; the end of stdin ends it.
 * echo: writes back what comes. frames: 32-bit length, 32-bit id, key -> length, id, value; one concatenated write per data event, no
 * checks, no telemetry: about the most that Node can do.
 */
import { createServer } from 'node:net';

const handlers = { echo: serveEcho, frames: serveFrames };
const server = createServer({ noDelay: true }, handlers[process.argv[2]]);
server.listen(0, '127.0.0.1', () => process.stdout.write(`${JSON.stringify({ port: server.address().port })}\n`));
process.stdin.resume().on('end', () => process.exit());

function serveEcho(socket) {
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => socket.write(chunk));
}

function serveFrames(socket) {
  const values = new Map([['key-000000000001', Buffer.alloc(100, 'v')]]);
  let rest = Buffer.alloc(0);
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const out = Buffer.allocUnsafe((Math.ceil(bytes.length / 24) + 1) * 108);
    let filled = 0;
    let at = 0;
    while (bytes.length - at >= 4) {
      const end = at + 4 + bytes.readUInt32BE(at);
      if (end > bytes.length) break;
      const value = values.get(bytes.latin1Slice(at + 8, end));
      filled = out.writeUInt32BE(4 + value.length, filled);
      filled = out.writeUInt32BE(bytes.readUInt32BE(at + 4), filled);
      filled += value.copy(out, filled);
      at = end;
    }
    rest = bytes.subarray(at);
    if (filled > 0) socket.write(out.subarray(0, filled));
  });
}

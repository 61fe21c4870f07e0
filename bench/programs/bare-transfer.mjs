/*
 * What a transfer costs on bare Node sockets with the duties of `distribute`: the source hashes every piece before it sends the first one, the
 * receiver, a process of its own, verifies each piece and keeps it. bare-transfer.mjs BYTES PIECE_BYTES says {ms}, from the first hash to the
 * last verified piece.
 */
import { createHash } from 'node:crypto';
import { connect, createServer } from 'node:net';
import { monotonicMs, startProgram } from '../shared/program.mjs';

const digestBytes = 32;
const args = process.argv.slice(2);

if (args[0] === 'receive') await receive(...args.slice(1).map(Number));
else await send(...args.map(Number));

async function send(bytes, pieceBytes) {
  const file = Buffer.alloc(bytes, 'The quick brown fox. ');
  const server = createServer({ noDelay: true });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver = startProgram(
    import.meta.filename,
    ['receive', server.address().port, bytes, pieceBytes].map(String),
  );
  const [socket] = await Promise.all([
    new Promise((resolve) => server.once('connection', resolve)),
    receiver.nextLine(),
  ]);
  const startedAt = monotonicMs();
  const pieces = [];
  for (let at = 0; at < bytes; at += pieceBytes) {
    const piece = file.subarray(at, at + pieceBytes);
    pieces.push(createHash('sha256').update(piece).digest(), piece);
  }
  for (const part of pieces) if (!socket.write(part)) await new Promise((resolve) => socket.once('drain', resolve));
  const { endedAt } = await receiver.next();
  process.stdout.write(`${JSON.stringify({ ms: endedAt - startedAt })}\n`);
  socket.destroy();
  server.close();
  await receiver.end();
}

async function receive(port, bytes, pieceBytes) {
  const kept = [];
  let wanted = Buffer.alloc(0);
  let hash = createHash('sha256');
  let inPiece = 0;
  let done = 0;
  const socket = connect(port, '127.0.0.1', () => process.stdout.write('there\n'));
  socket.on('data', (chunk) => {
    for (let at = 0; at < chunk.length; ) {
      if (wanted.length < digestBytes) {
        const part = chunk.subarray(at, at + digestBytes - wanted.length);
        wanted = Buffer.concat([wanted, part]);
        at += part.length;
        continue;
      }
      const part = chunk.subarray(at, at + pieceBytes - inPiece);
      hash.update(part);
      kept.push(part);
      inPiece += part.length;
      at += part.length;
      if (inPiece < pieceBytes) continue;
      if (!hash.digest().equals(wanted)) throw new Error(`the piece at ${done} is not what was sent`);
      done += pieceBytes;
      wanted = Buffer.alloc(0);
      hash = createHash('sha256');
      inPiece = 0;
      if (done === bytes) process.stdout.write(`${JSON.stringify({ endedAt: monotonicMs() })}\n`);
    }
  });
  process.stdin.resume().on('end', () => process.exit());
}

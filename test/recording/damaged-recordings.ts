import { blockOf, packedBlock, takeApart } from './nonsense.ts';
import { someRecording } from './some-recording.ts';

/** Recordings whose checksums are right and that are damaged all the same: small files that would fill the memory, never end, or end in a stack trace. */
export function damagedRecordings(): Readonly<Record<string, Buffer>> {
  const { head } = takeApart(someRecording(1, [0]));
  const small = (summary: unknown, lines: string): Buffer =>
    Buffer.concat([head, blockOf({ summary: Buffer.from(JSON.stringify(summary)), lines: Buffer.from(lines) })]);
  const summary = { from: 0, to: 0, frames: 1, bookmarks: [] };
  const later = { from: 60_000, to: 60_000, frames: 1, bookmarks: [] };
  const marks = Array.from({ length: 500_000 }, (_, at) => ({ at, text: 'x' }));
  return {
    'a block that unpacks to 600 MB': small(summary, 'a'.repeat(500_000_000)),
    'a summary with an end that never comes': small({ ...summary, to: 1e15 }, '[0,{}]'),
    'a summary with an end that its frames do not have': small({ ...summary, to: 8e9 }, '[0,{}]'),
    'half a million bookmarks': small({ ...summary, bookmarks: marks }, '[0,{}]'),
    'bookmarks that are no list': small({ ...summary, bookmarks: 5 }, '[0,{}]'),
    'a beginning that is text': small({ ...summary, from: 'a' }, '[0,{}]'),
    'a summary that is null': small(null, '[0,{}]'),
    'a frame that is a number': Buffer.concat([small({ ...summary, from: 1, to: 1 }, '[1,2]'), blockOfNothing(2)]),
    'frames that are not packed': Buffer.concat([
      head,
      packedBlock(Buffer.from(JSON.stringify(summary)), Buffer.from('xxxx')),
    ]),
    'thirty million lines': small(summary, '\n'.repeat(30_000_000)),
    'lists in lists without end': small(summary, `[0,${'['.repeat(700_000)}`),
    'millions of numbers': small(summary, `[0,[${'1,'.repeat(4_000_000)}1]]`),
    'a load below nothing': withLoad(-5),
    'a snapshot without anything, after a good one': Buffer.concat([
      someRecording(1, [0]),
      blockOf({ summary: Buffer.from(JSON.stringify(later)), lines: Buffer.from('[60000,{}]') }),
    ]),
  };
}

function withLoad(load: number): Buffer {
  const { head, blocks } = takeApart(someRecording(1, [0]));
  const made = blocks.map(({ summary, lines }) => {
    const [at, snapshot] = JSON.parse(lines.toString());
    for (const node of snapshot.nodes) node.load = load;
    return blockOf({ summary, lines: Buffer.from(JSON.stringify([at, snapshot])) });
  });
  return Buffer.concat([head, ...made]);
}

function blockOfNothing(at: number): Buffer {
  const summary = { from: at, to: at, frames: 1, bookmarks: [] };
  return blockOf({ summary: Buffer.from(JSON.stringify(summary)), lines: Buffer.from(`[${at},{}]`) });
}

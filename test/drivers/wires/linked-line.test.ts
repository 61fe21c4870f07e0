import { expect, test } from 'vitest';
import { createLinkedLine, lineIsProved, mindReading } from '../../../source/drivers/wires/linked-line.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { limits } from '../../../source/protocol/wire/limits.ts';

/** A connection that came in, and what its socket was told about reading. */
function lineThatIsRead() {
  const told: boolean[] = [];
  const line = createLinkedLine(1, 'inbound', undefined);
  line.inner = {
    write: () => undefined,
    queuedBytes: 0,
    setReading: (isReading) => void told.push(isReading),
    end: () => undefined,
    destroy: () => undefined,
  };
  return { line, told };
}

test('a stranger is read while little is held of it, a node while its queue is not full', () => {
  const { line, told } = lineThatIsRead();
  line.downBytes = 64 * 1024 + 1;
  mindReading(line);
  mindReading(line); // it is told once
  expect(told).toEqual([false]);
  lineIsProved(line, nodeId(3));
  mindReading(line);
  expect([line.node, told]).toEqual([nodeId(3), [false, true]]);
  line.downBytes = limits.sendQueueBytesHigh + 1;
  mindReading(line);
  expect(told).toEqual([false, true, false]);
});

test('pieces count as well as bytes, but only of strangers', () => {
  const { line, told } = lineThatIsRead();
  line.downs = 65;
  mindReading(line);
  lineIsProved(line, nodeId(3));
  mindReading(line);
  expect(told).toEqual([false, true]);
});

test('one that holds too much of what it sends is not read; one that closes is, and one that is over is left alone', () => {
  const { line, told } = lineThatIsRead();
  line.upBytes = limits.sendQueueBytesHigh + 1;
  mindReading(line);
  line.upBytes = 0;
  mindReading(line);
  line.isClosing = true;
  line.upBytes = limits.sendQueueBytesHigh + 1;
  mindReading(line);
  expect(told).toEqual([false, true, true]);
  line.isOver = true;
  line.upBytes = 0;
  mindReading(line);
  expect(told).toHaveLength(3);
});

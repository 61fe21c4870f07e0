import { expect, test } from 'vitest';
import { linksOf, modeFigures } from '../../../source/lab/view/mode-figures.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { aBatch } from '../../telemetry/a-batch.ts';
import { noFigures } from './snapshot-parts.ts';

const [n1, n2, n3] = [nodeId(1), nodeId(2), nodeId(3)];

test('two nodes that dialled each other are one link, and a connection for one fetch is none', () => {
  expect(
    linksOf([
      { from: n1, to: n2, purpose: 'overlay' },
      { from: n2, to: n1, purpose: 'overlay' },
      { from: n3, to: n1, purpose: 'transfer' },
    ]),
  ).toBe(1);
});

test('a mode is told by the share of its busiest node and by what succeeded', () => {
  const figures = noFigures();
  figures.metrics.fold(n1, aBatch({ made: 4, succeeded: 3, served: 30 }));
  figures.metrics.fold(n2, aBatch({ served: 10 }));
  expect(modeFigures(figures, [n1, n2])).toMatchObject({ busiestShare: 0.75, success: 0.75, connections: 0 });
  expect(modeFigures(noFigures(), [n1])).toMatchObject({ busiestShare: undefined, success: undefined });
});

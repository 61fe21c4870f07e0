import { expect, test } from 'vitest';
import { sequenceDiagram } from '../../scripts/docs/sequence-diagram.ts';

test('a message runs from the end that speaks to the end that hears, over those between', () => {
  const arrows = [
    { at: 0, from: 'n1', to: 'n3', name: 'query', note: '26 bytes' },
    { at: 12.34, from: 'n3', to: 'n2', name: 'hit', note: '' },
  ];
  expect(sequenceDiagram(['n1', 'n2', 'n3'], arrows).split('\n')).toEqual([
    '   ms   n1          n2          n3',
    '  0.0   o-------- query ------->|   26 bytes',
    ' 12.3   |           |<-- hit ---o',
  ]);
});

test('times are left out where they do not matter', () => {
  const arrow = { at: undefined, from: 'n2', to: 'n1', name: 'hello', note: 'who it is' };
  expect(sequenceDiagram(['n2', 'n1'], [arrow]).split('\n')).toEqual([
    '        n2          n1',
    '        o-- hello ->|   who it is',
  ]);
});

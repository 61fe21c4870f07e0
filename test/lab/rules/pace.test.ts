import { describe, expect, test } from 'vitest';
import type { LabEffect } from '../../../source/lab/rules/state.ts';
import { type DrivenLab, labIn } from '../drive-lab.ts';

const pacesOf = (effects: readonly LabEffect[]): number[] =>
  effects.flatMap((effect) => (effect.type === 'pace' ? [effect.pace] : []));

/** What the keys make of the pace, one after the other. */
function pressed(lab: DrivenLab, ...keys: readonly ('faster' | 'slower' | 'pause-time')[]): number[] {
  return keys.flatMap((type) => pacesOf(lab.asks({ type })));
}

describe('the pace of a lab', () => {
  test('goes through its steps, and stays at either end', () => {
    const lab = labIn('working');
    expect(pressed(lab, 'faster', 'slower', 'slower', 'faster')).toEqual([0.5, 0.2, 0.5]);
    expect(pressed(lab, ...Array.from({ length: 9 }, () => 'slower' as const)).at(-1)).toBe(0.01);
  });

  test('comes back as it was after it stood still', () => {
    const lab = labIn('working');
    expect(pressed(lab, 'slower', 'pause-time', 'pause-time', 'pause-time', 'slower')).toEqual([0.5, 0, 0.5, 0, 0.2]);
  });

  test('is full while a lab is not at work, and slow again when it is', () => {
    const lab = labIn('working');
    pressed(lab, 'slower');
    expect(pacesOf(lab.asks({ type: 'switch-mode' }))).toEqual([1]);
    expect(pressed(lab, 'slower')).toEqual([]);
    expect(lab.state.pace).toBe(0.5);
  });
});

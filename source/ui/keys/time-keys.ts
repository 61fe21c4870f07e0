import { type KeyContext, refused } from '../state/key-result.ts';
import { isWorking, type KeyTable, never, onceWorking } from './key-binding.ts';

const isStill = ({ snapshot }: KeyContext): boolean => snapshot.pace === 0;

/** Keys for the time of the session. */
export const timeKeys = {
  time: {
    keys: ['space'],
    shown: 'space',
    brief: 'stop time, or let it go on',
    label: 'time',
    help: 'stop the time of all processes, or let it go on',
    isOffered: isWorking,
    comesFirst: isStill,
    press: (context) => onceWorking(context, { type: 'pause-time' }),
  },
  step: {
    keys: ['.'],
    shown: '.',
    brief: 'one step, while time stands',
    label: 'step',
    help: 'while time stands still: one delivery or one deadline in the whole lab',
    isOffered: (context) => isWorking(context) && isStill(context),
    comesFirst: isStill,
    press: (context) =>
      context.snapshot.pace === 0 ? onceWorking(context, { type: 'step' }) : refused('time runs: space stops it'),
  },
  slower: {
    keys: ['['],
    shown: '[',
    brief: 'slower, down to 1/100',
    label: 'slower',
    help: 'slow motion: 1/2, 1/5, 1/10 … 1/100 of the speed',
    isOffered: never,
    press: (context) =>
      context.snapshot.pace === 0.01
        ? refused('this is the slowest pace; space stops time')
        : onceWorking(context, { type: 'slower' }),
  },
  faster: {
    keys: [']'],
    shown: ']',
    brief: 'faster, up to real time',
    label: 'faster',
    help: 'faster again, up to real time',
    isOffered: never,
    press: (context) =>
      context.snapshot.pace === 1
        ? refused('this is real time, the fastest pace')
        : onceWorking(context, { type: 'faster' }),
  },
} as const satisfies KeyTable;

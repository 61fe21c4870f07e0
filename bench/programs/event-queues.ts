/** What the benchmark `event-queue` compares, in one bundle. */
export { createEventQueue } from '../../source/base/event-queue.ts';
export { createTimeQueue } from '../../source/base/time-queue.ts';
export { createTimingWheel } from './timing-wheel.ts';

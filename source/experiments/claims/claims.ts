import type { Experiment } from '../documents/experiment.ts';
import { cost } from './cost.ts';
import { data } from './data.ts';
import { focus } from './focus.ts';
import { roles } from './roles.ts';
import { scale } from './scale.ts';
import { service } from './service.ts';
import { stability } from './stability.ts';

/** The seven rows, in the order of the textbook. */
export const claims: readonly Experiment[] = [roles, focus, data, service, cost, stability, scale];

/** The same without what takes time and only adds to it. */
export const claimsInShort: readonly Experiment[] = claims.map((experiment) => {
  const [first, ...rest] = experiment.measurements;
  return { ...experiment, measurements: [first, ...rest.filter(({ isExtra }) => isExtra === undefined)] };
});

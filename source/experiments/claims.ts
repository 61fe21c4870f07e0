import { cost } from './claims/cost.ts';
import { data } from './claims/data.ts';
import { focus } from './claims/focus.ts';
import { roles } from './claims/roles.ts';
import { scale } from './claims/scale.ts';
import { service } from './claims/service.ts';
import { stability } from './claims/stability.ts';
import type { Experiment } from './experiment.ts';

/** The seven rows, in the order of the textbook. */
export const claims: readonly Experiment[] = [roles, focus, data, service, cost, stability, scale];

/** The same without what takes time and only adds to it. */
export const claimsInShort: readonly Experiment[] = claims.map((experiment) => {
  const [first, ...rest] = experiment.measurements;
  return { ...experiment, measurements: [first, ...rest.filter(({ isExtra }) => isExtra === undefined)] };
});

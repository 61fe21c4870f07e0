import type { ModeName } from './facts.ts';

/** In the order in which tables have them. */
export const bothModes: readonly ModeName[] = ['client-server', 'peer-to-peer'];

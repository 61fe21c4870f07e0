import { clientServer } from './client-server.ts';
import type { ModeName } from './facts.ts';
import type { Mode } from './mode.ts';
import { peerToPeer } from './peer-to-peer.ts';

/** Every mode by its name. */
export const modes: Readonly<Record<ModeName, Mode>> = {
  'client-server': clientServer,
  'peer-to-peer': peerToPeer,
};

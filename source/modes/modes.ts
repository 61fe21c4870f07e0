import { clientServer } from './client-server.ts';
import type { Mode, ModeName } from './mode.ts';
import { peerToPeer } from './peer-to-peer.ts';

/** Every mode by its name. */
export const modes: Readonly<Record<ModeName, Mode>> = {
  'client-server': clientServer,
  'peer-to-peer': peerToPeer,
};

/** What the machines become when the mode is switched. */
export function otherMode(mode: ModeName): ModeName {
  return mode === 'client-server' ? 'peer-to-peer' : 'client-server';
}

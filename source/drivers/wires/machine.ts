import type { Contact } from '../../protocol/control/plan.ts';
import type { OpenStore } from '../store/node-store.ts';
import type { ConnectionRoom } from './connection-room.ts';
import type { Pipe, PipeEvents, Wires } from './wires.ts';

/** The machine under a node: what the host needs of it besides wires. */
export interface Machine {
  readonly wires: Wires;
  /** Room for connections, where this machine has less than the protocol's limits. */
  readonly room?: ConnectionRoom;
  /** Listens from now on, or with undefined no longer; says where dials come from and go to. */
  setListening(
    accept: ((pipe: Pipe) => PipeEvents) | undefined,
    done: (error: Error | undefined, listening?: Listening) => void,
  ): void;
  /** Opens the node's store; undefined: this machine keeps nothing. */
  readonly openStore: OpenStore | undefined;
  /** Where the other nodes are from now on. */
  setContacts(contacts: readonly Contact[]): void;
  /** Leaves for good. */
  exit(): void;
}

/** An address; port 0: not listening. */
export interface Listening {
  readonly host: string;
  readonly port: number;
}

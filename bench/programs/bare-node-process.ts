import { runNodeProgram } from '../../source/drivers/node/node-program.ts';
import type { LinkedWires } from '../../source/drivers/wires/linked-wires.ts';

// The program of a node without the modelled link: what the link costs where it does nothing.
runNodeProgram((machine) => ({
  ...machine,
  wires: { ...machine.wires, setLink: () => undefined } as unknown as LinkedWires,
}));

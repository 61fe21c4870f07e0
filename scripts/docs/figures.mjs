import { readdirSync } from 'node:fs';
import path from 'node:path';
import { compareFields, runFields, sweepFields } from './json-fields.mjs';
import { fieldsTable } from './json-tables.mjs';
import { loadSource, root } from './program.mjs';
import { inTerminal, linesOf, table } from './shapes.mjs';
import {
  canonicalTable,
  claimsTable,
  largeSizesTable,
  overlaysTable,
  runCostTable,
  sizesTable,
  verdictsTable,
} from './tables.mjs';

/**
 * The figures of the documents. `commands` make it, `text` makes Markdown of what they printed. Sets: `quick` is simulated, takes about a
 * second, and is the same on every machine; `slow` is simulated and takes minutes, or says what it cost; `measured` runs on processes.
 */
export const figures = {
  run: {
    set: 'measured',
    commands: [
      'starmesh run --mode star --duration 10s --seed 7',
      'starmesh run --mode mesh --overlay flooding --duration 10s --seed 7',
    ],
    text: inTerminal,
  },
  lessons: { set: 'quick', commands: ['starmesh lesson --lang en'], text: inTerminal },
  doctor: { set: 'measured', commands: ['starmesh doctor'], text: inTerminal },
  sides: {
    set: 'quick',
    commands: [
      'starmesh run --on simulation --mode star --rate 400 --duration 5s --seed 7',
      'starmesh run --on simulation --mode mesh --rate 400 --duration 5s --seed 7',
    ],
    text: (outputs, commands) => inTerminal(outputs.map(linesOf('requests', 'latency')), commands),
  },
  claims: { set: 'measured', commands: ['starmesh compare --seed 3 --json'], text: claimsTable },
  verdicts: { set: 'measured', commands: ['starmesh compare --seed 3 --json'], text: verdictsTable },
  canonical: {
    set: 'slow',
    commands: ['starmesh compare --on simulation --quick --seed 3 --canonical --json'],
    text: canonicalTable,
  },
  overlays: {
    set: 'quick',
    commands: [
      ...[8, 32].map((nodes) => runOf('flooding', nodes)),
      ...[8, 32].map((nodes) => runOf('kademlia', nodes)),
      runOf('kademlia --k 1', 32),
      runOf('index', 32),
    ],
    text: overlaysTable,
  },
  'sizes-flooding': {
    set: 'quick',
    commands: ['starmesh simulate --overlay flooding --nodes 1000 --queries 20 --seed 7 --json'],
    text: sizesTable,
  },
  'sizes-kademlia': {
    set: 'quick',
    commands: ['starmesh simulate --overlay kademlia --nodes 1000 --seed 7 --json'],
    text: sizesTable,
  },
  'sizes-k2': {
    set: 'slow',
    commands: ['starmesh simulate --overlay kademlia --k 2 --nodes 10000 --seed 7 --json'],
    text: largeSizesTable,
  },
  'sizes-kademlia-large': {
    set: 'slow',
    commands: ['starmesh simulate --overlay kademlia --nodes 100000 --seed 7 --json'],
    text: largeSizesTable,
  },
  'run-cost': {
    set: 'slow',
    commands: [100, 300, 1000].map(
      (nodes) => `starmesh run --on simulation --mode mesh --nodes ${nodes} --seed 7 --json`,
    ),
    text: runCostTable,
  },
  usage: { set: 'quick', commands: ['starmesh --help'], text: usage },
  options: reference(['option', 'what it does', 'for'], ({ optionRows }) => optionRows()),
  'exit-codes': reference(['code', 'meaning'], ({ exitCodeRows }) => exitCodeRows()),
  keys: reference(['key', 'what it does'], ({ keyRows }) => keyRows()),
  'replay-keys': reference(['key', 'what it does'], ({ replayKeyRows }) => replayKeyRows()),
  commands: reference(['command', 'what it does'], ({ commandRows }) => commandRows()),
  'json-run': {
    set: 'quick',
    commands: [
      'starmesh run --on simulation --scenario examples/server-dies.yaml --json',
      'starmesh run --on simulation --mode mesh --overlay flooding --workload web --seed 7 --duration 3s --json',
      'starmesh run --on simulation --mode mesh --workload game --seed 7 --duration 1s --json',
    ],
    text: fieldsTable(runFields),
  },
  'json-simulate': {
    set: 'quick',
    commands: ['starmesh simulate --nodes 100 --queries 20 --seed 7 --json'],
    text: fieldsTable(sweepFields, runFields),
  },
  'json-compare': {
    set: 'slow',
    commands: ['starmesh compare --on simulation --quick --seed 3 --json'],
    text: fieldsTable(compareFields),
  },
  benchmarks: { set: 'quick', commands: [], text: benchmarksTable },
  'sequence-handshake': sequence(({ handshakeSequence }) => handshakeSequence()),
  'sequence-star': sequence(({ fetchSequence }) => fetchSequence({ mode: 'client-server', nodes: 3 })),
  'sequence-kademlia': sequence(({ fetchSequence }) => fetchSequence({ overlay: 'kademlia', nodes: 16, rate: 3 })),
  'sequence-index': sequence(({ fetchSequence }) => fetchSequence({ overlay: 'index', rate: 1 })),
  'sequence-flooding': sequence(({ fetchSequence }) => fetchSequence({ overlay: 'flooding', rate: 1 })),
  'sequence-switch': sequence(({ switchSequence }) => switchSequence()),
};

/** A table of docs/REFERENCE.md, from the program's own. */
function reference(head, rows) {
  return {
    set: 'quick',
    commands: [],
    text: async () => table(head, rows(await loadSource('scripts/docs/reference.ts'))),
  };
}

/** The commands, as the help lists them. */
function usage([{ text }]) {
  const [, lines = ''] = /^Usage\n([\s\S]*?)\n\n/m.exec(text) ?? [];
  return `\`\`\`\n${lines.replace(/^ {2}/gm, '')}\n\`\`\``;
}

/** A diagram of docs/PROTOCOL.md, from what nodes say to each other in the simulator. */
function sequence(diagram) {
  return { set: 'quick', commands: [], text: async () => diagram(await loadSource('scripts/docs/sequences.ts')) };
}

/** What each benchmark says of itself. */
async function benchmarksTable() {
  const folder = path.join(root, 'bench', 'benchmarks');
  const rows = readdirSync(folder).map(async (file) => {
    const { about } = await import(path.join(folder, file));
    return [`\`${path.basename(file, '.mjs')}\``, about];
  });
  return table(['benchmark', 'what it measures'], await Promise.all(rows));
}

function runOf(overlay, nodes) {
  return `starmesh run --on simulation --mode mesh --duration 10s --seed 7 --overlay ${overlay} --nodes ${nodes} --json`;
}

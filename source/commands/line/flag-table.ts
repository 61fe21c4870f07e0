import { limits } from '../../protocol/wire/limits.ts';
import { themeNames } from '../../ui/drawing/themes/catalogue.ts';
import { commandNames, type FlagTable } from './flags.ts';
import { nodesMax, standards } from './standards.ts';

/** Commands that run one lab. */
const labs = ['dashboard', 'run'] as const;
/** Commands that can be asked for a network of any shape. */
const networks = [...labs, 'compare', 'simulate'] as const;

/** Every flag, in the order of the help text. */
export const flags = {
  on: {
    placeholder: 'WHERE',
    help: 'processes (default) or simulation',
    for: [...labs, 'compare', 'lesson'],
    not: { simulate: 'always runs on the simulator' },
  },
  mode: {
    placeholder: 'MODE',
    help: 'client-server (star; default) or peer-to-peer (mesh)',
    for: [...labs, 'simulate'],
    not: { compare: 'runs both modes' },
  },
  nodes: {
    placeholder: 'N',
    help: `nodes, the server included; 2 to ${nodesMax.processes}, default ${standards.nodes}\n(--on simulation: to 10000; simulate: to 100000\nand on, as far as memory goes; default 10000)`,
    for: [...labs, 'compare', 'lesson', 'simulate'],
  },
  seed: {
    placeholder: 'S',
    help: 'of everything random; default: a new one, always shown',
    for: [...labs, 'compare', 'lesson', 'simulate'],
  },
  workload: {
    placeholder: 'W',
    help: 'files (default): share items; web: read pages;\ngame: shared state; tasks: one job, split;\ndistribute: one file to everybody',
    for: [...labs, 'simulate'],
    not: { compare: 'compares by the workload `files`' },
  },
  rate: {
    placeholder: 'R',
    help: `operations a second, whole lab; default ${standards.rate};\n0: each node as fast as it can`,
    for: networks,
  },
  concurrency: {
    placeholder: 'C',
    help: `outstanding operations per node; default ${standards.concurrency}`,
    for: [...labs, 'compare'],
    isAdvanced: true,
    not: { simulate: 'has 8 queries under way, or as many a second as --rate says' },
  },
  'write-share': {
    placeholder: 'W',
    help: 'share of operations that publish a fresh item, 0\n(default) to 1',
    for: [...labs, 'compare'],
    isAdvanced: true,
  },
  'value-size': {
    placeholder: 'B',
    help: `bytes of an item, like ${standards.valueSize} (default) or 64k`,
    for: networks,
  },
  'tick-rate': {
    placeholder: 'T',
    help: `game: moves a second of each player; default ${standards.ticksPerSecond}`,
    for: labs,
    isAdvanced: true,
  },
  'job-size': {
    placeholder: 'O',
    help: `tasks: operations of one job; default ${standards.jobOperations}`,
    for: labs,
    isAdvanced: true,
  },
  serial: {
    placeholder: 'S',
    help: `tasks: share of a job that cannot be split; default ${standards.serialShare}`,
    for: labs,
    isAdvanced: true,
  },
  'file-size': {
    placeholder: 'B',
    help: 'distribute: bytes of the file, like 8m (default)',
    for: labs,
    isAdvanced: true,
  },
  'piece-size': { placeholder: 'B', help: 'distribute: bytes of one piece; default 16k', for: labs, isAdvanced: true },
  queries: {
    placeholder: 'Q',
    help: 'questions that `simulate` asks at each size; default 100',
    for: ['simulate'],
    not: { compare: 'asks as often as --rate says' },
  },
  fault: {
    placeholder: 'F',
    help: 'what goes wrong, like "3s kill server"; may be repeated;\ndocs/GUIDE.md lists what there is',
    isRepeatable: true,
    for: labs,
    not: {
      compare: 'has its own faults, the same in both modes',
      simulate: 'has no faults; `starmesh run --on simulation --fault F` has',
    },
  },
  scenario: {
    placeholder: 'FILE',
    help: 'a YAML file with flags and faults',
    for: labs,
    not: {
      compare: 'has its own conditions',
      simulate: 'has no faults; `starmesh run --on simulation --scenario FILE` has',
    },
  },
  duration: {
    placeholder: 'T',
    help: 'how long `run` works: 500ms, 10s (default), 2m',
    for: ['run'],
    not: { compare: 'has 90 seconds, or 20 with --quick', simulate: 'ends when all --queries are answered' },
  },
  pace: {
    placeholder: 'P',
    help: 'speed of the session: 1 (default), 0.5, 0.2, 0.1, 0.05,\n0.02, 0.01, or 0: it stands still (dashboard)',
    for: labs,
    isAdvanced: true,
    not: { compare: 'runs at full speed' },
  },
  link: {
    placeholder: 'L',
    help: 'loopback (default), lan, wan, mobile, satellite, or\nwan,up=1mbit or latency=40ms,jitter=5ms,up=4mbit,\ndown=20mbit,loss=1%; single nodes: "wan; n3: mobile".\nLatency is one way: a round trip takes twice as long\n(simulate: latency and jitter alone)',
    for: networks,
  },
  overlay: { placeholder: 'O', help: 'how peers find items: kademlia (default), index, flooding', for: networks },
  k: {
    placeholder: 'K',
    help: `kademlia: contacts a bucket and keepers of a record;\n1 to ${limits.contactsMax}, default ${standards.k}`,
    for: networks,
    isAdvanced: true,
  },
  alpha: {
    placeholder: 'A',
    help: `kademlia: requests of a lookup at a time; default ${standards.alpha}`,
    for: networks,
    isAdvanced: true,
  },
  replicas: { placeholder: 'R', help: 'peers that hold each item; 1 (default) to 16', for: networks },
  servers: { placeholder: 'S', help: 'servers that hold the same items; 1 (default) to 8', for: networks },
  'free-riders': {
    placeholder: 'F',
    help: 'share of nodes that only take, 0 (default) to 0.9',
    for: networks,
    isAdvanced: true,
  },
  degree: {
    placeholder: 'D',
    help: `neighbours a peer aims for; default ${standards.degree}`,
    for: networks,
    isAdvanced: true,
  },
  ttl: {
    placeholder: 'T',
    help: `hops a flooded query may take; default ${standards.ttl}`,
    for: networks,
    isAdvanced: true,
  },
  capacity: {
    placeholder: 'C',
    help: `requests a second a node can serve; default ${standards.capacity};\n0: no limit`,
    for: networks,
    isAdvanced: true,
  },
  memory: {
    placeholder: undefined,
    help: 'nodes keep nothing on disk: a killed one loses its data',
    for: [...labs, 'compare'],
    isAdvanced: true,
    not: { simulate: 'keeps everything in memory' },
  },
  data: {
    placeholder: 'DIR',
    help: 'keep the data of the nodes there, for the next run too;\ndefault: a temporary directory',
    for: labs,
    isAdvanced: true,
    not: { compare: 'begins each trial with nothing' },
  },
  record: {
    placeholder: 'FILE',
    help: 'write down what the panes show, for `starmesh replay`',
    for: labs,
    not: {
      compare: 'has no panes to show; `starmesh run --record FILE` has',
      simulate: 'shows no panes; `starmesh run --on simulation --record FILE` records them',
    },
  },
  svg: { placeholder: 'FILE', help: 'replay: a picture that moves, for a README', for: ['replay'] },
  cast: { placeholder: 'FILE', help: 'replay: an asciicast, for asciinema', for: ['replay'] },
  size: { placeholder: 'CxR', help: 'replay --svg, --cast: columns and rows; default 100x30', for: ['replay'] },
  speed: { placeholder: 'N', help: 'replay --svg, --cast: times as fast; default 1', for: ['replay'] },
  from: { placeholder: 'T', help: 'replay --svg, --cast: begin there, like 10s', for: ['replay'] },
  to: { placeholder: 'T', help: 'replay --svg, --cast: end there; default: the end', for: ['replay'] },
  json: {
    placeholder: undefined,
    help: 'one JSON document on stdout (all but the dashboard)',
    for: ['run', 'compare', 'lesson', 'simulate', 'doctor'],
  },
  quick: { placeholder: undefined, help: 'compare: within 20 s instead of 90 s, and less sure', for: ['compare'] },
  markdown: { placeholder: undefined, help: 'compare: the table as Markdown', for: ['compare'] },
  csv: { placeholder: undefined, help: 'compare: every measurement as a line of CSV', for: ['compare', 'lesson'] },
  ascii: { placeholder: undefined, help: 'draw with ASCII only', for: commandNames },
  'no-color': { placeholder: undefined, help: 'no colours; so does the variable NO_COLOR', for: commandNames },
  theme: {
    placeholder: 'T',
    help: `${themeNames.slice(0, 4).join(', ')}, 16 (the\nterminal's own colours), none, or a FILE (docs/GUIDE.md);\ndefault: what fits the terminal; the key T changes it`,
    for: [...labs, 'replay'],
  },
  'no-mouse': {
    placeholder: undefined,
    help: 'leave the mouse to the terminal',
    for: [...labs, 'replay'],
    isAdvanced: true,
  },
  'screen-reader': {
    placeholder: undefined,
    help: 'lines of text instead of a screen; so does ACCESSIBLE\nor INK_SCREEN_READER in the environment',
    for: labs,
  },
  canonical: { placeholder: undefined, help: "compare: also the field's known results, simulated", for: ['compare'] },
  report: { placeholder: 'FILE', help: 'compare: a page of HTML to hand out', for: ['compare'] },
  force: {
    placeholder: undefined,
    help: 'write over the file of --record, --report, --svg or\n--cast, whatever is in it',
    for: [...labs, 'compare', 'replay'],
    isAdvanced: true,
  },
  prices: {
    placeholder: 'FILE',
    help: 'compare: prices of your own, as YAML (docs/MEASURING.md)',
    for: ['compare'],
    isAdvanced: true,
  },
  check: { placeholder: undefined, help: 'lesson: unattended; exit code 0 when it holds', for: ['lesson'] },
  answers: { placeholder: 'FILE', help: "lesson: grade students' answers, a line of JSON each", for: ['lesson'] },
  lang: {
    placeholder: 'L',
    help: 'of lessons: en or de; default: as in the environment',
    for: [...labs, 'lesson'],
  },
  help: { placeholder: undefined, help: 'this text', for: commandNames },
  version: { placeholder: undefined, help: 'the version', for: commandNames },
} as const satisfies FlagTable;

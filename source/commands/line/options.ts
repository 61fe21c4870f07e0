import { harmless } from '../../base/harmless.ts';
import { type Language, languages } from '../../experiments/lesson.ts';
import type { ScheduledFault } from '../../lab/faults/fault.ts';
import { FaultSyntaxError, parseFault } from '../../lab/faults/parse-fault.ts';
import { paces } from '../../lab/rules/pace.ts';
import type { ModeName, OverlayName, WorkloadName } from '../../lab/view/snapshot.ts';
import { type LinkPlan, parseLinkPlan } from '../../links/link-text.ts';
import { overlayNames, workloadNames } from '../../modes/modes.ts';
import { limits } from '../../protocol/wire/limits.ts';
import { type ThemeDefinition, type ThemeName, themeNames } from '../../ui/drawing/themes/catalogue.ts';
import { isThemeFile, readTheme } from '../files/theme-file.ts';
import { UsageError } from '../usage-error.ts';
import type { FlagTable, WrittenFlags } from './flags.ts';
import { bytesValue, durationValue, numberValue, wholeValue, wordValue } from './option-values.ts';

/** What a lab is asked to be, checked: everything behind the command line trusts it. */
export interface LabOptions {
  /** Where the nodes run. */
  readonly on: 'processes' | 'simulation';
  readonly mode: ModeName;
  readonly nodes: number;
  readonly workload: WorkloadName;
  /** Operations a second for the whole lab; 0: each node as fast as it can. */
  readonly rate: number;
  /** Outstanding operations per node. */
  readonly concurrency: number;
  /** Share of the operations that publish a fresh note, 0 … 1. */
  readonly writeShare: number;
  /** Bytes of one item. */
  readonly valueSize: number;
  /** Moves a second of each player of `game`. */
  readonly ticksPerSecond: number;
  /** Operations that one job of `tasks` takes, and the share of them that cannot be split. */
  readonly jobOperations: number;
  readonly serialShare: number;
  /** Bytes of the file that `distribute` gives to everybody, and of one of its pieces. */
  readonly fileBytes: number;
  readonly pieceBytes: number;
  readonly link: LinkPlan;
  /** How peers find items. */
  readonly overlay: OverlayName;
  /** Kademlia: contacts in a bucket, and peers that keep a record. */
  readonly k: number;
  /** Kademlia: requests of one lookup under way at a time. */
  readonly alpha: number;
  /** Holders that each item is to have among peers. */
  readonly replicas: number;
  /** Servers that hold the same items. */
  readonly servers: number;
  /** Share of the nodes that only take, 0 … 1. */
  readonly freeRiders: number;
  /** Neighbours that a peer aims for. */
  readonly degree: number;
  /** Hops that a flooded query may take. */
  readonly ttl: number;
  /** Requests a second that one node can serve; 0: no limit. */
  readonly capacity: number;
  /** 32 bits, unsigned. */
  readonly seed: number;
  /** What goes wrong while the work runs. */
  readonly faults: readonly ScheduledFault[];
  /** Session time for each unit of real time. */
  readonly pace: number;
  readonly durationMs: number;
  /** Nodes keep nothing on disk. */
  readonly memory: boolean;
  /** Where they keep it for the next run; undefined: in a temporary directory. */
  readonly data: string | undefined;
  readonly json: boolean;
  /** File for what the panes show; undefined: none. */
  readonly record: string | undefined;
  /** Files that are named for output may be written over, whatever they are. */
  readonly force: boolean;
  /** Of the program, for what it writes down. */
  readonly version: string;
  /** Of lessons. */
  readonly language: Language;
  readonly ascii: boolean;
  readonly color: boolean;
  /** Of the dashboard; undefined: what fits the terminal. */
  readonly theme: ThemeName | ThemeDefinition | undefined;
  readonly mouse: boolean;
  /** Lines of text instead of a screen. */
  readonly screenReader: boolean;
}

/** Most nodes that are allowed, by where they run. Whether this machine can hold them is found out when they start. */
export const nodesMax = { processes: 512, simulation: 10_000 } as const;

/** Every flag, in the order of the help text. */
export const flags = {
  on: { placeholder: 'WHERE', help: 'processes (default) or simulation' },
  mode: { placeholder: 'MODE', help: 'client-server (star; default) or peer-to-peer (mesh)' },
  nodes: {
    placeholder: 'N',
    help: 'nodes, the server included; 2 to 512, default 8\n(--on simulation: to 10000; simulate: to 100000\nand on, as far as memory goes; default 10000)',
  },
  seed: { placeholder: 'S', help: 'of everything random; default: a new one, always shown' },
  workload: {
    placeholder: 'W',
    help: 'files (default): share items; web: read pages;\ngame: shared state; tasks: one job, split;\ndistribute: one file to everybody',
  },
  rate: { placeholder: 'R', help: 'operations a second, whole lab; default 20;\n0: each node as fast as it can' },
  concurrency: { placeholder: 'C', help: 'outstanding operations per node; default 1' },
  'write-share': { placeholder: 'W', help: 'share of operations that publish a fresh item, 0\n(default) to 1' },
  'value-size': { placeholder: 'B', help: 'bytes of an item, like 4096 (default) or 64k' },
  'tick-rate': { placeholder: 'T', help: 'game: moves a second of each player; default 20' },
  'job-size': { placeholder: 'O', help: 'tasks: operations of one job; default 2000' },
  serial: { placeholder: 'S', help: 'tasks: share of a job that cannot be split; default 0.05' },
  'file-size': { placeholder: 'B', help: 'distribute: bytes of the file, like 8m (default)' },
  'piece-size': { placeholder: 'B', help: 'distribute: bytes of one piece; default 16k' },
  queries: { placeholder: 'Q', help: 'questions that `simulate` asks at each size; default 100' },
  fault: {
    placeholder: 'F',
    help: 'what goes wrong, like "3s kill server"; may be repeated;\ndocs/GUIDE.md lists what there is',
    isRepeatable: true,
  },
  scenario: { placeholder: 'FILE', help: 'a YAML file with flags and faults' },
  duration: { placeholder: 'T', help: 'how long `run` works: 500ms, 10s (default), 2m' },
  pace: {
    placeholder: 'P',
    help: 'speed of the session: 1 (default), 0.5, 0.2, 0.1, 0.05,\n0.02, 0.01, or 0: it stands still (dashboard)',
  },
  link: {
    placeholder: 'L',
    help: 'loopback (default), lan, wan, mobile, satellite, or\nwan,up=1mbit or latency=40ms,jitter=5ms,up=4mbit,\ndown=20mbit,loss=1%; single nodes: "wan; n3: mobile".\nLatency is one way: a round trip takes twice as long\n(simulate: latency and jitter alone)',
  },
  overlay: { placeholder: 'O', help: 'how peers find items: kademlia (default), index, flooding' },
  k: { placeholder: 'K', help: 'kademlia: contacts a bucket and keepers of a record;\n1 to 32, default 4' },
  alpha: { placeholder: 'A', help: 'kademlia: requests of a lookup at a time; default 3' },
  replicas: { placeholder: 'R', help: 'peers that hold each item; 1 (default) to 16' },
  servers: { placeholder: 'S', help: 'servers that hold the same items; 1 (default) to 8' },
  'free-riders': { placeholder: 'F', help: 'share of nodes that only take, 0 (default) to 0.9' },
  degree: { placeholder: 'D', help: 'neighbours a peer aims for; default 4' },
  ttl: { placeholder: 'T', help: 'hops a flooded query may take; default 64' },
  capacity: { placeholder: 'C', help: 'requests a second a node can serve; default 200;\n0: no limit' },
  memory: { placeholder: undefined, help: 'nodes keep nothing on disk: a killed one loses its data' },
  data: {
    placeholder: 'DIR',
    help: 'keep the data of the nodes there, for the next run too;\ndefault: a temporary directory',
  },
  record: { placeholder: 'FILE', help: 'write down what the panes show, for `starmesh replay`' },
  svg: { placeholder: 'FILE', help: 'replay: a picture that moves, for a README' },
  cast: { placeholder: 'FILE', help: 'replay: an asciicast, for asciinema' },
  size: { placeholder: 'CxR', help: 'replay --svg, --cast: columns and rows; default 100x30' },
  speed: { placeholder: 'N', help: 'replay --svg, --cast: times as fast; default 1' },
  from: { placeholder: 'T', help: 'replay --svg, --cast: begin there, like 10s' },
  to: { placeholder: 'T', help: 'replay --svg, --cast: end there; default: the end' },
  json: { placeholder: undefined, help: 'one JSON document on stdout (all but the dashboard)' },
  quick: { placeholder: undefined, help: 'compare: within 20 s instead of 90 s, and less sure' },
  markdown: { placeholder: undefined, help: 'compare: the table as Markdown' },
  csv: { placeholder: undefined, help: 'compare: every measurement as a line of CSV' },
  ascii: { placeholder: undefined, help: 'draw with ASCII only' },
  'no-color': { placeholder: undefined, help: 'no colours; so does the variable NO_COLOR' },
  theme: {
    placeholder: 'T',
    help: `${themeNames.slice(0, 4).join(', ')}, 16 (the\nterminal's own colours), none, or a FILE (docs/GUIDE.md);\ndefault: what fits the terminal; the key T changes it`,
  },
  'no-mouse': { placeholder: undefined, help: 'leave the mouse to the terminal' },
  'screen-reader': {
    placeholder: undefined,
    help: 'lines of text instead of a screen; so does ACCESSIBLE\nor INK_SCREEN_READER in the environment',
  },
  canonical: { placeholder: undefined, help: "compare: also the field's known results, simulated" },
  report: { placeholder: 'FILE', help: 'compare: a page of HTML to hand out' },
  force: {
    placeholder: undefined,
    help: 'write over the file of --record, --report, --svg or\n--cast, whatever is in it',
  },
  prices: { placeholder: 'FILE', help: 'compare: prices of your own, as YAML (docs/MEASURING.md)' },
  check: { placeholder: undefined, help: 'lesson: unattended; exit code 0 when it holds' },
  answers: { placeholder: 'FILE', help: "lesson: grade students' answers, a line of JSON each" },
  lang: { placeholder: 'L', help: 'of lessons: en or de; default: as in the environment' },
  help: { placeholder: undefined, help: 'this text' },
  version: { placeholder: undefined, help: 'the version' },
} as const satisfies FlagTable;

/** What the options depend on besides the command line. */
export interface OptionSurroundings {
  /** The seed when none is asked for: 32 bits, unsigned. */
  readonly freshSeed: number;
  /** NO_COLOR, in an environment that has it. */
  readonly noColor: string | undefined;
  /** INK_SCREEN_READER or ACCESSIBLE: what other programs take as the wish to be read aloud. */
  readonly screenReader?: string | undefined;
  /** LC_ALL, LC_MESSAGES or LANG. */
  readonly language?: string | undefined;
}

/** Checks every value and fills in the defaults. Throws UsageError for the first one that is not allowed. */
export function parseOptions(written: WrittenFlags, surroundings: OptionSurroundings): LabOptions {
  const text = (name: keyof typeof flags, standard: string) => written.values.get(name) ?? standard;
  const whole = (name: keyof typeof flags, standard: number, min: number, max: number) =>
    wholeValue(name, text(name, String(standard)), { min, max });
  const on = parseOn(text('on', 'processes'));
  return {
    on,
    mode: parseMode(text('mode', 'client-server')),
    nodes: parseNodes(text('nodes', '8'), on),
    workload: wordValue('workload', text('workload', 'files'), workloadNames),
    rate: numberValue('rate', text('rate', '20'), { min: 0, max: 1_000_000, unit: 'operations a second' }),
    concurrency: whole('concurrency', 1, 1, 1024),
    writeShare: numberValue('write-share', text('write-share', '0'), { min: 0, max: 1, unit: 'of all operations' }),
    valueSize: bytesValue('value-size', text('value-size', '4096'), { min: 1, max: 1024 ** 2, unit: 'bytes' }),
    ticksPerSecond: numberValue('tick-rate', text('tick-rate', '20'), { min: 0.1, max: 240, unit: 'a second' }),
    jobOperations: numberValue('job-size', text('job-size', '2000'), { min: 1, max: 1e9, unit: 'operations' }),
    serialShare: numberValue('serial', text('serial', '0.05'), { min: 0, max: 1, unit: 'of the job' }),
    ...parseFile(text('file-size', '8m'), text('piece-size', '16k')),
    link: linkValue(text('link', 'loopback')),
    overlay: wordValue('overlay', text('overlay', 'kademlia'), overlayNames),
    k: whole('k', 4, 1, limits.contactsMax),
    alpha: whole('alpha', 3, 1, 16),
    replicas: whole('replicas', 1, 1, limits.holdersMax),
    servers: whole('servers', 1, 1, 8),
    freeRiders: numberValue('free-riders', text('free-riders', '0'), { min: 0, max: 0.9, unit: 'of all nodes' }),
    degree: whole('degree', 4, 2, 64),
    ttl: whole('ttl', 64, 1, 255),
    capacity: numberValue('capacity', text('capacity', '200'), { min: 0, max: 1_000_000, unit: 'requests a second' }),
    seed: whole('seed', surroundings.freshSeed, 0, 2 ** 32 - 1),
    pace: paceValue(text('pace', '1')),
    faults: (written.lists.get('fault') ?? []).map(faultValue),
    durationMs: durationValue('duration', text('duration', '10s'), { min: 1, max: 3_600_000 }),
    memory: written.switches.has('memory'),
    data: parseData(written, on),
    json: written.switches.has('json'),
    record: written.values.get('record'),
    force: written.switches.has('force'),
    version: written.version,
    language: languageOf(written.values.get('lang'), surroundings.language),
    ascii: written.switches.has('ascii'),
    color: hasColor(written, surroundings.noColor),
    theme: themeValue(written.values.get('theme')),
    mouse: !written.switches.has('no-mouse'),
    screenReader: written.switches.has('screen-reader') || isOn(surroundings.screenReader),
  };
}

/** A theme that is asked for says more than NO_COLOR, which stands for every program. */
function hasColor({ switches, values }: WrittenFlags, noColor: string | undefined): boolean {
  return !switches.has('no-color') && (values.has('theme') || (noColor ?? '') === '');
}

function isOn(variable: string | undefined): boolean {
  return !['', '0', 'false', 'no', 'off'].includes((variable ?? '').toLowerCase());
}

function themeValue(text: string | undefined): LabOptions['theme'] {
  if (text === undefined) return undefined;
  return isThemeFile(text) ? readTheme(text) : wordValue('theme', text, themeNames);
}

function linkValue(text: string): LinkPlan {
  const plan = parseLinkPlan(text);
  if (plan.type === 'refused') throw new UsageError(`--link ${text}: ${plan.reason}`);
  return plan.value;
}

/** What was asked for; else that of the environment, as `de_DE.UTF-8`; else English. */
function languageOf(asked: string | undefined, environment: string | undefined): Language {
  if (asked !== undefined) return wordValue('lang', asked, languages);
  return languages.find((language) => environment?.startsWith(language)) ?? 'en';
}

/** Both together: a file has at most so many pieces. */
function parseFile(file: string, piece: string): Pick<LabOptions, 'fileBytes' | 'pieceBytes'> {
  const pieceBytes = bytesValue('piece-size', piece, { min: 1024, max: limits.itemBytesMax, unit: 'bytes' });
  const max = Math.min(1024 ** 3, pieceBytes * limits.piecesMax);
  return { pieceBytes, fileBytes: bytesValue('file-size', file, { min: 1, max, unit: 'bytes' }) };
}

function paceValue(text: string): number {
  const allowed = ['0', ...paces.map(String)];
  return Number(wordValue('pace', text, allowed));
}

/** One fault; a mistake is shown in its place. */
function faultValue(text: string): ScheduledFault {
  try {
    return parseFault(text);
  } catch (error) {
    if (!(error instanceof FaultSyntaxError)) throw error;
    throw new UsageError(`--fault: ${error.message}\n  ${harmless(text)}\n  ${' '.repeat(error.column)}^`);
  }
}

function parseOn(text: string): LabOptions['on'] {
  if (text === 'docker') throw new UsageError('--on docker is not in this version; allowed: processes, simulation');
  return wordValue('on', text, ['processes', 'simulation']);
}

function parseMode(text: string): ModeName {
  return wordValue('mode', text, ['client-server', 'peer-to-peer'], { star: 'client-server', mesh: 'peer-to-peer' });
}

function parseData({ values, switches }: WrittenFlags, on: LabOptions['on']): string | undefined {
  const data = values.get('data');
  if (data === undefined) return undefined;
  if (switches.has('memory')) throw new UsageError('--data and --memory contradict each other; give one of them');
  if (on === 'simulation') throw new UsageError('--data is for processes; simulated nodes keep nothing on disk');
  return data;
}

function parseNodes(text: string, on: LabOptions['on']): number {
  const where = on === 'processes' ? `on processes (--on simulation: up to ${nodesMax.simulation})` : 'on simulation';
  return wholeValue('nodes', text, { min: 2, max: nodesMax[on], unit: where });
}

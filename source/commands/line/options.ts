import { harmless } from '../../base/harmless.ts';
import { type Language, languages } from '../../experiments/lesson.ts';
import type { ScheduledFault } from '../../lab/faults/fault.ts';
import { FaultSyntaxError, parseFault } from '../../lab/faults/parse-fault.ts';
import { paces } from '../../lab/rules/pace.ts';
import type { ModeName } from '../../lab/view/snapshot.ts';
import { type LinkPlan, parseLinkPlan } from '../../links/link-text.ts';
import { modeWords, overlayNames, workloadNames } from '../../modes/facts.ts';
import { limits } from '../../protocol/wire/limits.ts';
import { themeNames } from '../../ui/drawing/themes/catalogue.ts';
import { isThemeFile, readTheme } from '../files/theme-file.ts';
import { UsageError } from '../usage-error.ts';
import type { flags } from './flag-table.ts';
import type { WrittenFlags } from './flags.ts';
import type { LabOptions } from './lab-options.ts';
import { bytesValue, durationValue, numberValue, type Range, wholeValue, wordValue } from './option-values.ts';
import { nodesMax, standardOptions, standards } from './standards.ts';

type FlagName = keyof typeof flags;

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

/** Checks every value; what was not asked for is standard. Throws UsageError for the first one that is not allowed. */
export function parseOptions(written: WrittenFlags, surroundings: OptionSurroundings): LabOptions {
  const { values, switches } = written;
  const standard = standardOptions(surroundings.freshSeed);
  const given = <T>(flag: FlagName, parse: (text: string) => T, otherwise: T): T => {
    const text = values.get(flag);
    return text === undefined ? otherwise : parse(text);
  };
  const number = (flag: FlagName, range: Range, otherwise: number) =>
    given(flag, (text) => numberValue(flag, text, range), otherwise);
  const whole = (flag: FlagName, min: number, max: number, otherwise: number) =>
    given(flag, (text) => wholeValue(flag, text, { min, max }), otherwise);
  const word = <Word extends string>(flag: FlagName, allowed: readonly Word[], otherwise: Word): Word =>
    given(flag, (text) => wordValue(flag, text, allowed), otherwise);
  const on = given('on', parseOn, standard.on);
  return {
    ...standard,
    on,
    mode: given('mode', parseMode, standard.mode),
    nodes: given('nodes', (text) => parseNodes(text, on), standard.nodes),
    workload: word('workload', workloadNames, standard.workload),
    rate: number('rate', { min: 0, max: 1_000_000, unit: 'operations a second' }, standard.rate),
    concurrency: whole('concurrency', 1, 1024, standard.concurrency),
    writeShare: number('write-share', { min: 0, max: 1, unit: 'of all operations' }, standard.writeShare),
    valueSize: given('value-size', parseValueSize, standard.valueSize),
    ticksPerSecond: number('tick-rate', { min: 0.1, max: 240, unit: 'a second' }, standard.ticksPerSecond),
    jobOperations: number('job-size', { min: 1, max: 1e9, unit: 'operations' }, standard.jobOperations),
    serialShare: number('serial', { min: 0, max: 1, unit: 'of the job' }, standard.serialShare),
    ...parseFile(values.get('file-size'), values.get('piece-size')),
    link: given('link', linkValue, standard.link),
    overlay: word('overlay', overlayNames, standard.overlay),
    k: whole('k', 1, limits.contactsMax, standard.k),
    alpha: whole('alpha', 1, 16, standard.alpha),
    replicas: whole('replicas', 1, limits.holdersMax, standard.replicas),
    servers: whole('servers', 1, 8, standard.servers),
    freeRiders: number('free-riders', { min: 0, max: 0.9, unit: 'of all nodes' }, standard.freeRiders),
    degree: whole('degree', 2, 64, standard.degree),
    ttl: whole('ttl', 1, 255, standard.ttl),
    capacity: number('capacity', { min: 0, max: 1_000_000, unit: 'requests a second' }, standard.capacity),
    seed: whole('seed', 0, 2 ** 32 - 1, standard.seed),
    pace: given('pace', paceValue, standard.pace),
    faults: (written.lists.get('fault') ?? []).map(faultValue),
    durationMs: given('duration', parseDuration, standard.durationMs),
    memory: switches.has('memory'),
    data: parseData(written, on),
    json: switches.has('json'),
    record: values.get('record'),
    force: switches.has('force'),
    version: written.version,
    language: languageOf(values.get('lang'), surroundings.language),
    ascii: switches.has('ascii'),
    color: hasColor(written, surroundings.noColor),
    theme: given('theme', themeValue, standard.theme),
    mouse: !switches.has('no-mouse'),
    screenReader: switches.has('screen-reader') || isOn(surroundings.screenReader),
  };
}

function parseValueSize(text: string): number {
  return bytesValue('value-size', text, { min: 1, max: 1024 ** 2, unit: 'bytes' });
}

function parseDuration(text: string): number {
  return durationValue('duration', text, { min: 1, max: 3_600_000 });
}

/** A theme that is asked for says more than NO_COLOR, which stands for every program. */
function hasColor({ switches, values }: WrittenFlags, noColor: string | undefined): boolean {
  return !switches.has('no-color') && (values.has('theme') || (noColor ?? '') === '');
}

function isOn(variable: string | undefined): boolean {
  return !['', '0', 'false', 'no', 'off'].includes((variable ?? '').toLowerCase());
}

function themeValue(text: string): LabOptions['theme'] {
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
function parseFile(file: string | undefined, piece: string | undefined): Pick<LabOptions, 'fileBytes' | 'pieceBytes'> {
  const pieceBytes =
    piece === undefined
      ? standards.pieceBytes
      : bytesValue('piece-size', piece, { min: 1024, max: limits.itemBytesMax, unit: 'bytes' });
  const max = Math.min(1024 ** 3, pieceBytes * limits.piecesMax);
  const fileBytes = bytesValue('file-size', file ?? String(standards.fileBytes), { min: 1, max, unit: 'bytes' });
  return { pieceBytes, fileBytes };
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
  const { star, mesh } = modeWords;
  return wordValue('mode', text, [star, mesh], { star, mesh });
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

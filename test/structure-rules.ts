import { parseAst } from 'vitest/node';

/** Source files by their path from the project's folder: `source/base/assert.ts`. */
export type Sources = ReadonlyMap<string, string>;

/** What each folder of source/ may import besides itself; `bin.ts`, `supervise.ts`, `cli.ts` and `invocation.ts` lie in none and may import everything. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  base: [],
  protocol: ['base'],
  links: ['protocol', 'base'],
  nodes: ['protocol', 'base'],
  modes: ['nodes', 'protocol', 'links', 'base'],
  workloads: ['nodes', 'protocol', 'base'],
  telemetry: ['protocol', 'base'],
  drivers: ['workloads', 'nodes', 'protocol', 'links', 'telemetry', 'base'],
  lab: ['drivers', 'workloads', 'modes', 'nodes', 'protocol', 'links', 'telemetry', 'base'],
  scale: ['lab', 'drivers', 'workloads', 'modes', 'nodes', 'protocol', 'links', 'base'],
  experiments: ['scale', 'lab', 'drivers', 'workloads', 'modes', 'nodes', 'protocol', 'links', 'telemetry', 'base'],
  recording: ['protocol', 'base'],
  ui: ['base'],
  commands: [
    ...['ui', 'recording', 'experiments', 'scale', 'lab', 'drivers', 'workloads', 'modes', 'nodes', 'protocol'],
    ...['links', 'telemetry', 'base'],
  ],
};

/** Folders whose types, but not values, another folder may import as well. */
const mayImportTypes: Readonly<Record<string, readonly string[]>> = {
  // It counts what nodes emit and drives none of them.
  telemetry: ['nodes'],

  // It shows the lab and never calls it.
  ui: ['lab', 'experiments', 'recording', 'telemetry', 'protocol'],

  // It keeps what the lab shows, and plays it as if it were one.
  recording: ['lab'],
};

/** The rooms of a folder, from the ground up: each may import those before it. `.` are the files at the folder's door. */
const roomsInOrder: Readonly<Record<string, readonly string[]>> = {
  protocol: ['wire', '.', 'control'],
  nodes: ['.', 'parts', 'client', 'server', 'overlay', 'swarm', 'game', 'tasks', 'peer'],
  telemetry: ['probes', '.'],
  drivers: ['store', 'wires', 'node', '.'],
  lab: ['faults', 'rules', 'view', 'clusters', 'check', 'live'],
  experiments: ['documents', 'compare', 'claims', 'canonical', 'session', 'report', '.'],
  ui: [
    ...['drawing', 'terminal', 'lesson', 'prompt', 'topology', 'state', 'keys', 'panes', 'pair', 'screen'],
    ...['speech', 'export', '.'],
  ],
  commands: ['.', 'files', 'line', 'lab', 'run', 'doctor', 'lesson', 'compare', 'simulate', 'dashboard', 'replay'],
};

/** Facts, pure and small, that `ui` may import too: the words for modes, overlays and workloads. */
const facts: readonly string[] = ['source/modes/facts.ts'];

const pureFolders = ['base', 'protocol', 'links', 'nodes', 'modes', 'workloads'];
const impureNames = new Set([
  ...['Date', 'performance', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'],
  ...['process', 'console', 'globalThis', 'global', 'require', 'crypto', 'fetch'],
]);
/** Hashing alone: the same bytes always give the same digest. */
const hashingFiles = ['source/protocol/sha256.ts', 'source/protocol/wire/hmac.ts'];

const vagueNames = ['utils', 'util', 'helpers', 'helper', 'types', 'manager', 'misc', 'common'];
const screenPackages = ['ink', 'react'];

/** One sentence for each place that breaks a rule of docs/ARCHITECTURE.md; none when all is well. */
export function brokenRules(sources: Sources, shippedPackages: readonly string[]): readonly string[] {
  const files = [...sources].map(([path, code]) => parseFile(path, code));
  return [
    ...files.flatMap(brokenNames),
    ...files.flatMap(brokenImports),
    ...brokenOrder(files),
    ...brokenDoors(files, shippedPackages),
    ...cycles(files),
    ...heldToPurity(files).flatMap(impurities),
    ...files.flatMap(openOutputs),
  ].sort();
}

interface SourceFile {
  readonly path: string;
  /** `base`, `nodes` …; undefined for files of source/ itself. */
  readonly folder: string | undefined;
  readonly imports: readonly Import[];
  readonly syntax: Syntax;
}

interface Import {
  /** Path of a file of the project, or name of a package, or `node:…`. */
  readonly target: string;
  readonly isFile: boolean;
  readonly typesOnly: boolean;
}

type Syntax = { readonly type: string; readonly [key: string]: unknown };

function parseFile(path: string, code: string): SourceFile {
  const syntax = parseAst(code, { lang: path.endsWith('.tsx') ? 'tsx' : 'ts' }) as unknown as Syntax;
  const [, folder, rest] = path.split('/');
  const imports = allNodes(syntax).flatMap((node) => importOf(path, node));
  return { path, folder: rest === undefined ? undefined : folder, imports, syntax };
}

function importOf(path: string, node: Syntax): readonly Import[] {
  const source = node['source'];
  if (!isSyntax(source) || typeof source['value'] !== 'string') return [];
  const written = source['value'];
  const isFile = written.startsWith('.');
  const target = isFile ? resolvePath(path, written) : packageName(written);
  return [{ target, isFile, typesOnly: isForTypes(node) }];
}

function isForTypes(node: Syntax): boolean {
  if (node.type === 'TSImportType') return true;
  if (node['importKind'] === 'type' || node['exportKind'] === 'type') return true;
  const specifiers = Array.isArray(node['specifiers']) ? node['specifiers'] : [];
  const isType = (specifier: unknown) =>
    isSyntax(specifier) && (specifier['importKind'] === 'type' || specifier['exportKind'] === 'type');
  return specifiers.length > 0 && specifiers.every(isType);
}

function resolvePath(from: string, written: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const part of written.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

function packageName(written: string): string {
  if (written.startsWith('node:')) return written;
  return written.split('/', written.startsWith('@') ? 2 : 1).join('/');
}

/** Text goes to people through one door, which makes it harmless; a process that has no commands in it has none. */
const outputDoors = [
  'source/bin.ts',
  'source/supervise.ts',
  'source/commands/output.ts',
  'source/drivers/node/node-program.ts',
];

function openOutputs({ path, syntax }: SourceFile): readonly string[] {
  if (outputDoors.includes(path)) return [];
  const writes = allNodes(syntax).some((node) => {
    const { type, object, property } = node as { type: string; object?: unknown; property?: unknown };
    if (type !== 'MemberExpression' || !isSyntax(object) || !isSyntax(property)) return false;
    if (object['name'] === 'console') return true;
    const { object: base, property: stream } = object as { object?: unknown; property?: unknown };
    if (property['name'] !== 'write' || !isSyntax(base) || !isSyntax(stream)) return false;
    return base['name'] === 'process' && ['stdout', 'stderr'].includes(String(stream['name'] ?? stream['value']));
  });
  return writes ? [`${path}: writes to a terminal by itself; commands/output.ts is the door`] : [];
}

function brokenNames({ path, syntax }: SourceFile): readonly string[] {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const stem = name.replace(/(\.d)?\.tsx?$/, '');
  const isTyping = name.endsWith('.d.ts');
  return [
    ...(stem === 'index' ? [`${path}: is a barrel; import files by their own name`] : []),
    ...vagueNames.filter((vague) => stem.split('-').includes(vague)).map((vague) => `${path}: "${vague}" says nothing`),
    ...(/^[a-z0-9]+(-[a-z0-9]+)*$/.test(stem) ? [] : [`${path}: its name is not in kebab case`]),
    ...(!isTyping && allNodes(syntax).some((node) => node.type === 'ExportDefaultDeclaration')
      ? [`${path}: has a default export; name it`]
      : []),
  ];
}

function brokenImports(file: SourceFile): readonly string[] {
  const { folder, path } = file;
  if (folder === undefined) return [];
  const values = mayImport[folder];
  if (values === undefined) return [`${path}: the folder source/${folder}/ is not in the table of imports`];
  return file.imports
    .filter((imported) => imported.isFile)
    .flatMap(({ target, typesOnly }) => {
      if (target === 'package.json' && folder === 'commands') return [];
      const [root, targetFolder, rest] = target.split('/');
      if (root !== 'source' || rest === undefined || targetFolder === undefined) return [`${path}: imports ${target}`];
      if (targetFolder === folder || values.includes(targetFolder)) return [];
      if (folder === 'ui' && facts.includes(target)) return [];
      if (!mayImportTypes[folder]?.includes(targetFolder)) return [`${path}: ${folder} may not import ${target}`];
      return typesOnly ? [] : [`${path}: ${folder} may import only types from ${target}`];
    });
}

/** Within a folder: imports of a room from a later one, and rooms without a place. */
function brokenOrder(files: readonly SourceFile[]): readonly string[] {
  const knots = files.flatMap((file) => file.imports.flatMap(({ target }) => knotOf(file.path, target)));
  return [...files.flatMap(withoutPlace), ...[...new Set(knots)].map((knot) => `${knot}: against the order of rooms`)];
}

function knotOf(path: string, target: string): readonly string[] {
  const [, folder = ''] = path.split('/');
  const order = roomsInOrder[folder];
  if (order === undefined || !target.startsWith(`source/${folder}/`)) return [];
  return order.indexOf(roomOf(target)) > order.indexOf(roomOf(path)) ? [`${path} -> ${target}`] : [];
}

function withoutPlace({ path, folder }: SourceFile): readonly string[] {
  const order = folder === undefined ? undefined : roomsInOrder[folder];
  return order === undefined || order.includes(roomOf(path)) ? [] : [`${path}: its room is not in the order of rooms`];
}

function roomOf(path: string): string {
  const [, , room = '', rest] = path.split('/');
  return rest === undefined ? '.' : room;
}

function brokenDoors(files: readonly SourceFile[], shipped: readonly string[]): readonly string[] {
  const doors = new Map<string, string[]>();
  for (const { path, imports } of files) {
    for (const { target, isFile } of imports) {
      if (isFile || target.startsWith('node:')) continue;
      doors.set(target, [...new Set([...(doors.get(target) ?? []), path])]);
    }
  }
  return [...doors].flatMap(([name, paths]) => [
    ...(shipped.includes(name)
      ? []
      : [`${paths[0]}: ${name} is not among the packages that are installed with starmesh`]),
    ...(screenPackages.includes(name) ? notForScreens(name, paths) : manyDoors(name, paths)),
  ]);
}

function notForScreens(name: string, paths: readonly string[]): readonly string[] {
  return paths.filter((path) => !path.startsWith('source/ui/')).map((path) => `${path}: ${name} belongs to source/ui/`);
}

function manyDoors(name: string, paths: readonly string[]): readonly string[] {
  return paths.length === 1 ? [] : [`${paths.join(', ')}: ${name} has more than one door`];
}

/** Every file from which a path of imports leads back to itself, reported once a circle. */
function cycles(files: readonly SourceFile[]): readonly string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at !== -1) found.push(`${[...trail.slice(at), path].join(' -> ')}: is a circle`);
    if (at !== -1 || done.has(path)) return;
    for (const { target } of byPath.get(path)?.imports ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const { path } of files) visit(path, []);
  return found;
}

/** The pure folders, the reducers of the lab, and whatever these call. */
function heldToPurity(files: readonly SourceFile[]): readonly SourceFile[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const held = new Set<SourceFile>();
  const hold = (file: SourceFile | undefined): void => {
    if (file === undefined || held.has(file)) return;
    held.add(file);
    for (const { target, typesOnly } of file.imports) if (!typesOnly) hold(byPath.get(target));
  };
  for (const file of files) if (isPureByPlace(file)) hold(file);
  return [...held];
}

function isPureByPlace({ folder, path }: SourceFile): boolean {
  return (
    pureFolders.includes(folder ?? '') || path.startsWith('source/lab/rules/') || path.startsWith('source/lab/faults/')
  );
}

function impurities({ path, imports, syntax }: SourceFile): readonly string[] {
  const builtins = imports
    .map(({ target }) => target)
    .filter((target) => target.startsWith('node:'))
    .filter((target) => !(target === 'node:crypto' && hashingFiles.includes(path)));
  const nodes = valueNodes(syntax);
  const own = new Set(nodes.flatMap(declaredNames));
  const used = new Set(nodes.flatMap(impureUse).filter((name) => !own.has(name)));
  return [...builtins, ...used].map((what) => `${path}: is pure and may not use ${what}`);
}

function impureUse(node: Syntax): readonly string[] {
  if (node.type === 'Identifier' && impureNames.has(String(node['name']))) return [String(node['name'])];
  if (node.type === 'AwaitExpression' || node['await'] === true) return ['await'];
  if (node['async'] === true) return ['async'];
  return isMathRandom(node) ? ['Math.random'] : [];
}

/** Names that a file gives to things of its own: a variable `fetch` is not the global one. */
function declaredNames(node: Syntax): readonly string[] {
  const { params, id, local } = node as { params?: unknown; id?: unknown; local?: unknown };
  return [...(Array.isArray(params) ? params : []), id, local].flatMap(boundNames);
}

function boundNames(pattern: unknown): readonly string[] {
  if (!isSyntax(pattern)) return [];
  const { type, name, left, argument, elements, properties, value } = pattern as Record<string, unknown>;
  if (type === 'Identifier') return [String(name)];
  return [left, argument, value, ...[elements, properties].flat()].flatMap(boundNames);
}

function isMathRandom(node: Syntax): boolean {
  const { object, property } = node as { object?: unknown; property?: unknown };
  return isSyntax(object) && object['name'] === 'Math' && isSyntax(property) && property['name'] === 'random';
}

function isSyntax(value: unknown): value is Syntax {
  return typeof value === 'object' && value !== null && 'type' in value;
}

function children(node: Syntax): readonly Syntax[] {
  return Object.values(node).flat().filter(isSyntax);
}

function allNodes(node: Syntax): readonly Syntax[] {
  return [node, ...children(node).flatMap(allNodes)];
}

/** Nodes that run: no types, no names of members. */
function valueNodes(node: Syntax): readonly Syntax[] {
  if (node.type.startsWith('TS') && !isSyntax(node['expression'])) return [];
  const names = node['computed'] === true ? [] : [node['property'], node['key']];
  return [
    node,
    ...children(node)
      .filter((child) => !names.includes(child))
      .flatMap(valueNodes),
  ];
}

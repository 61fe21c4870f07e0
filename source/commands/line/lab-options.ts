import type { Language } from '../../experiments/lesson.ts';
import type { LabSettings } from '../../lab/rules/state.ts';
import type { ThemeDefinition, ThemeName } from '../../ui/drawing/themes/catalogue.ts';

/** What a lab can be asked to be; the rest of its settings follows from where it runs. */
type AskedSettings = Omit<LabSettings, 'durability' | 'itemsPerNode' | 'nodesMax'>;

/** What a lab is asked to be, checked: everything behind the command line trusts it. */
export interface LabOptions extends Required<AskedSettings> {
  /** Where the nodes run. */
  readonly on: 'processes' | 'simulation';
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

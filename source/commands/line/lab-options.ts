import type { Language } from '../../experiments/lesson.ts';
import type { ScheduledFault } from '../../lab/faults/fault.ts';
import type { ModeName, OverlayName, WorkloadName } from '../../lab/view/snapshot.ts';
import type { LinkPlan } from '../../links/link-text.ts';
import type { ThemeDefinition, ThemeName } from '../../ui/drawing/themes/catalogue.ts';

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

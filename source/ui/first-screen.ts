import type { ModeName } from '../lab/view/snapshot.ts';
import { bordered } from './drawing/border.ts';
import { layOut, type PaneName } from './drawing/layout.ts';
import { row } from './drawing/text.ts';
import { type ColorDepth, createTheme } from './drawing/theme.ts';
import { type OpenScreen, openScreen } from './open-screen.ts';
import type { Terminal } from './terminal/terminal.ts';
import { askTerminal, type Wanted } from './terminal/terminal-answers.ts';
import type { Question } from './terminal/terminal-input.ts';

/** What is known before there is a lab. */
export interface FirstView {
  readonly mode: ModeName;
  readonly nodes: number;
  readonly ascii: boolean;
  readonly color: ColorDepth;
  /** What to ask the terminal at once: it answers while the rest loads. */
  readonly wanted: Wanted;
}

/** The screen, and what the terminal was asked. */
export interface FirstScreen extends OpenScreen {
  readonly question: Question | undefined;
}

const titles: Readonly<Record<PaneName, string>> = {
  topology: 'Topology',
  requests: 'Requests',
  placement: 'Data placement',
  nodes: 'Nodes',
};

/** Takes the terminal and paints header and frames at once: Ink and the lab need a moment to load. What is typed meanwhile waits, unseen. */
export function openFirstScreen(terminal: Terminal, { mode, nodes, ascii, color, wanted }: FirstView): FirstScreen {
  const screen = openScreen(terminal);
  const question = askTerminal(terminal, wanted);
  const { columns, rows } = terminal.size();
  const layout = layOut(columns, rows, undefined);
  if (layout !== undefined) {
    const theme = createTheme(mode, color, ascii);
    const badge = [['badge', ` ${theme.glyphs.star} starmesh `] as const];
    const status = [['warning', `starting ${nodes} nodes `] as const];
    screen.writer.setRows(layout.header, [row(theme, layout.header.width, badge, status)], theme);
    for (const [name, area] of Object.entries(layout.panes)) {
      const content = { title: titles[name as PaneName], note: [], rows: [], isFocused: name === 'topology' };
      screen.writer.setRows(area, bordered(theme, area, content), theme);
    }
  }
  screen.writer.paint(() => undefined);
  return { ...screen, question };
}

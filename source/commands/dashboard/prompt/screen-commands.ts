import { paneNames } from '../../../ui/drawing/layout.ts';
import type { CommandResult } from '../../../ui/state/command-desk.ts';
import type { UiAction } from '../../../ui/state/ui-state.ts';
import { didYouMean } from '../../did-you-mean.ts';
import type { PromptCommand } from './prompt-command.ts';
import { CommandRefusal, nothingMore, oneOf } from './words.ts';

/** A command without anything behind it. */
function plain(name: string, help: string, result: CommandResult): PromptCommand {
  return {
    name,
    takes: '',
    help,
    run({ args }) {
      nothingMore(args, 0);
      return result;
    },
  };
}

const ui = (action: UiAction): CommandResult => ({ type: 'ui', action });

/** Commands for what is on the screen. */
export const screenCommands: readonly PromptCommand[] = [
  {
    name: 'select',
    takes: 'NODE',
    help: 'select a node',
    run({ args, end }, { snapshot }) {
      nothingMore(args, 1);
      const { text, column } = args[0] ?? end;
      const ids: string[] = snapshot.nodes.map(({ id }) => id);
      const selected = ids.indexOf(text);
      if (selected !== -1) return ui({ type: 'choose', selected });
      const meant = didYouMean(text, ids) || `; there are ${ids[0]} to ${ids.at(-1)}`;
      throw new CommandRefusal(
        column,
        text === '' ? `which node? It is written like n3${meant}` : `there is no ${text}${meant}`,
      );
    },
    words: ({ snapshot }, place) => (place === 0 ? snapshot.nodes.map(({ id }) => id) : []),
  },
  {
    name: 'zoom',
    takes: '[PANE]',
    help: `let a pane fill the screen: ${paneNames.join(', ')}; alone: back`,
    run({ args }) {
      nothingMore(args, 1);
      const [pane] = args;
      return ui({ type: 'zoom-on', pane: pane === undefined ? undefined : oneOf('pane', pane, paneNames) });
    },
    words: (_context, place) => (place === 0 ? paneNames : []),
  },
  plain('freeze', 'freeze the view while the lab goes on, and back', ui({ type: 'freeze' })),
  plain('claims', 'the seven claims, as far as this session has shown them', ui({ type: 'sheet', sheet: 'claims' })),
  plain(
    'lesson',
    'lessons: predict, watch, break, and see what is measured',
    ui({ type: 'lesson', state: { type: 'list', at: 0 } }),
  ),
  plain('log', 'what was done in this session, and the same as a script', ui({ type: 'sheet', sheet: 'history' })),
  plain('export', 'write what this session has shown to a file', { type: 'effect', effect: { type: 'export' } }),
  plain('help', 'these commands; ? shows the keys', ui({ type: 'sheet', sheet: 'commands' })),
  plain('quit', 'end the lab and every node', { type: 'intent', intent: { type: 'quit' } }),
];

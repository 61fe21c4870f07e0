import { paces } from '../../../lab/rules/pace.ts';
import { linkNames } from '../../../links/link-profile.ts';
import { parseLinkPlan } from '../../../links/link-text.ts';
import { didYouMean } from '../../did-you-mean.ts';
import { numberValue, wholeValue } from '../../line/option-values.ts';
import { faultCommands } from './fault-commands.ts';
import { at, intent, type PromptCommand, whileRunning } from './prompt-command.ts';
import { reorganiseCommands } from './reorganise-commands.ts';
import { CommandRefusal, nothingMore, oneOf } from './words.ts';

const paceWords: readonly string[] = [...paces.map(String), '0'];

/** Commands for the lab. */
export const labCommands: readonly PromptCommand[] = [
  ...faultCommands,
  ...reorganiseCommands,
  {
    name: 'link',
    takes: 'L',
    help: 'wan … or up=4mbit,latency=40ms (one way), or "wan; n3: mobile"',
    run(written, context) {
      whileRunning(context, written);
      const [first] = written.args;
      const text = first === undefined ? '' : written.text.slice(first.column);
      const plan = parseLinkPlan(text);
      if (plan.type === 'parsed') return intent({ type: 'set-link', link: plan.value });
      const quoted = /"([^"]*)"/.exec(plan.reason)?.[1] ?? '';
      const column = Math.max(written.text.indexOf(quoted, first?.column ?? written.end.column), 0);
      const meant = didYouMean(quoted, linkNames);
      throw new CommandRefusal(column, meant === '' ? plan.reason : `"${quoted}" is no link${meant}`);
    },
    words: (_context, place) => (place === 0 ? linkNames : []),
  },
  {
    name: 'nodes',
    takes: 'N',
    help: 'so many nodes: new ones come, or the last ones leave',
    run(written, context) {
      whileRunning(context, written);
      nothingMore(written.args, 1);
      const [word = written.end] = written.args;
      const range = { min: 2, max: context.snapshot.settings.nodesMax };
      return intent({ type: 'set-nodes', nodes: at(word, () => wholeValue('nodes', word.text, range)) });
    },
  },
  {
    name: 'rate',
    takes: 'R',
    help: 'operations a second for the whole lab; 0: as fast as it can',
    run(written, context) {
      whileRunning(context, written);
      nothingMore(written.args, 1);
      const [word = written.end] = written.args;
      const range = { min: 0, max: 1_000_000, unit: 'operations a second' };
      return intent({ type: 'set-rate', rate: at(word, () => numberValue('rate', word.text, range)) });
    },
  },
  {
    name: 'pace',
    takes: 'P',
    help: 'speed of the session: 1, 0.5 … 0.01, or 0: time stands still',
    run(written, context) {
      whileRunning(context, written, ['working']);
      nothingMore(written.args, 1);
      return intent({ type: 'set-pace', pace: Number(oneOf('pace', written.args[0] ?? written.end, paceWords)) });
    },
    words: (_context, place) => (place === 0 ? paceWords : []),
  },
  {
    name: 'step',
    takes: '',
    help: 'while time stands still: one delivery or one deadline',
    run({ args, name }, { snapshot }) {
      nothingMore(args, 0);
      if (snapshot.pace === 0) return intent({ type: 'step' });
      throw new CommandRefusal(name.column, 'time runs: pace 0 stops it');
    },
  },
];

import { readFileSync } from 'node:fs';
import { UsageError } from './usage-error.ts';
import { readYaml, refuse, type YamlTree } from './yaml-tree.ts';

/** What one student answered. */
export interface Answers {
  readonly student: string;
  /** By name of the lesson; a number, or the number of an option from 1. */
  readonly answers: readonly { readonly lesson: string; readonly answer: number; readonly at: string }[];
}

/** Answers from a YAML or JSON file: one student (`student`, `answers`) or a list of them. Throws UsageError with the place of what is wrong. */
export function readAnswers(file: string): readonly Answers[] {
  const tree = readYaml(file, textOf(file));
  return tree.type === 'list' ? tree.items.map(answersOf) : [answersOf(tree)];
}

function answersOf(tree: YamlTree): Answers {
  if (tree.type !== 'map')
    return refuse(tree.at, 'answers are `student: NAME` and `answers:` with a line `LESSON: ANSWER` for each');
  let student = '';
  let answers: Answers['answers'] = [];
  for (const { key, at, value } of tree.entries) {
    if (key === 'student' && value.type === 'scalar') student = String(value.value);
    else if (key === 'answers' && value.type === 'map')
      answers = value.entries.map(({ key: lesson, value: answer }) => answerOf(lesson, answer));
    else refuse(at, `there is no ${key}; there are student, a text, and answers, a list of \`LESSON: ANSWER\``);
  }
  return { student, answers };
}

function answerOf(lesson: string, tree: YamlTree): Answers['answers'][number] {
  const value = tree.type === 'scalar' ? tree.value : undefined;
  if (typeof value !== 'number') return refuse(tree.at, `the answer to ${lesson} is a number, not ${String(value)}`);
  return { lesson, answer: value, at: tree.at };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--answers ${file} cannot be read: ${(error as Error).message}`);
  }
}

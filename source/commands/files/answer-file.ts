import { UsageError } from '../usage-error.ts';
import { checked, fields, number, placeOf, table, text } from './fields.ts';
import { placeText, readYamlFile, shortened, type YamlTree } from './yaml-tree.ts';

/** What one student answered. */
export interface Answers {
  readonly student: string;
  /** `answers.yaml, line 3, column 5`. */
  readonly at: string;
  /** By name of the lesson; a number, or the number of an option from 1. */
  readonly answers: readonly { readonly lesson: string; readonly answer: number; readonly at: string }[];
}

/** Students whose answers can be graded; for each of the others one sentence, with its place. */
export interface AnswerFile {
  readonly students: readonly Answers[];
  readonly refused: readonly string[];
}

const ofStudent = fields({
  student: text('is a name'),
  answers: table(number(-Number.MAX_VALUE, Number.MAX_VALUE, 'is a number'), 'is lines like `LESSON: ANSWER`'),
});

/** Answers from a YAML or JSON file: one student (`student`, `answers`) or a list of them. Throws UsageError where it cannot be read at all. */
export function readAnswers(file: string): AnswerFile {
  const tree = readYamlFile(file, `--answers ${file}`);
  const students = new Map<string, Answers>();
  const refused: string[] = [];
  for (const one of tree.type === 'list' ? tree.items : [tree]) {
    const answers = answersOf(one);
    const key = typeof answers === 'string' ? '' : answers.student.normalize();
    const before = students.get(key);
    if (typeof answers === 'string') refused.push(answers);
    else if (before === undefined) students.set(key, answers);
    else
      refused.push(
        `${answers.at}: ${shortened(answers.student)} has answered before, at ${before.at}; only that counts`,
      );
  }
  return { students: [...students.values()], refused };
}

function answersOf(tree: YamlTree): Answers | string {
  try {
    const { student, answers } = checked(ofStudent, tree, 'an entry');
    const placed = Object.entries(answers).map(([lesson, answer]) => ({
      ...{ lesson, answer, at: placeText(placeOf(tree, ['answers', lesson])) },
    }));
    return { student, at: placeText(placeOf(tree, ['student'])), answers: placed };
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
}

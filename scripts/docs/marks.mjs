import { shown } from './shapes.mjs';

const begin = /<!-- figures [a-z0-9-]+ -->/;
const mark = /<!-- figures ([a-z0-9-]+) -->([\s\S]*?)<!-- end -->/g;

/** The names of the figures of a document. */
export const figureNames = (document) => [...document.matchAll(mark)].map(([, name]) => name);

/**
 * A document with the figures that were made put between their marks. A figure on lines of its own stays so; one within a sentence, too.
 * `errors` name marks that are not whole, figures that do not exist, and figures whose commands have changed since they were made.
 */
export function withFigures(document, figures, textOf) {
  const errors = [];
  const pieces = [];
  let end = 0;
  for (const { 0: whole, 1: name, 2: body, index } of document.matchAll(mark)) {
    const made = textOf.get(name);
    const error = problemOf(name, figures[name], body, made !== undefined);
    if (error !== undefined) errors.push(error);
    const space = body.startsWith('\n') ? '\n' : '';
    const isNew = made !== undefined && error === undefined;
    pieces.push(document.slice(end, index));
    pieces.push(isNew ? `<!-- figures ${name} -->${space}${made}${space}<!-- end -->` : whole);
    end = index + whole.length;
  }
  const rest = document.slice(end);
  if (begin.test(rest)) errors.push('the last figure has no end');
  return { text: pieces.join('') + rest, errors };
}

function problemOf(name, figure, body, isMade) {
  if (figure === undefined) return `there is no figure "${name}"`;
  if (begin.test(body)) return `the figure "${name}" has no end`;
  if (isMade || figure.set === 'quick') return undefined;
  const missing = figure.commands.find((command) => !body.includes(shown(command)));
  if (missing === undefined) return undefined;
  return `the figure "${name}" was not made by \`${missing}\`; npm run docs -- ${name}`;
}

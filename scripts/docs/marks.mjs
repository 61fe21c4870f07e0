const begin = /<!-- figures [a-z0-9-]+ -->/;
const mark = /<!-- figures ([a-z0-9-]+) -->([\s\S]*?)<!-- end -->/g;

/** The names of the figures of a document. */
export const figureNames = (document) => [...document.matchAll(mark)].map(([, name]) => name);

/**
 * A document with the figures that were made put between their marks. A figure on lines of its own stays so; one within a sentence, too.
 * `errors` name marks that are not whole, figures that do not exist, and figures whose commands have changed since they were made.
 */
export async function withFigures(document, figures, textOf) {
  const errors = [];
  const pieces = [];
  let end = 0;
  for (const { 0: whole, 1: name, 2: body, index } of document.matchAll(mark)) {
    const made = await textOf.get(name);
    if (figures[name] === undefined) errors.push(`there is no figure "${name}"`);
    else if (begin.test(body)) errors.push(`the figure "${name}" has no end`);
    else if (made === undefined) errors.push(...staleCommands(name, figures[name], body));
    const space = body.startsWith('\n') ? '\n' : '';
    pieces.push(document.slice(end, index));
    pieces.push(made === undefined ? whole : `<!-- figures ${name} -->${space}${made}${space}<!-- end -->`);
    end = index + whole.length;
  }
  const rest = document.slice(end);
  if (begin.test(rest)) errors.push('the last figure has no end');
  return { text: pieces.join('') + rest, errors };
}

function staleCommands(name, { commands }, body) {
  const missing = commands.filter((command) => !body.includes(command));
  return missing.map((command) => `the figure "${name}" was not made by \`${command}\`; npm run docs -- ${name}`);
}

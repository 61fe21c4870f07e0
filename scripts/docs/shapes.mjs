/** Commands and what they printed, as in a terminal. */
export function inTerminal(outputs, commands) {
  const parts = commands.map((command, at) => `$ ${command}\n${outputs[at].text}`);
  return `\`\`\`\n${parts.join('\n\n')}\n\`\`\``;
}

/** The lines of a summary that begin with one of the names. */
export function linesOf(...names) {
  return ({ text }) => ({
    text: text
      .split('\n')
      .filter((line) => names.some((name) => line.startsWith(`  ${name} `)))
      .join('\n'),
  });
}

/** A table in Markdown; undefined cells are empty. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell ?? '').join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

/** What made a table, and of how many. `--json` is left out: for a reader it hides the figures. */
export function caption(commands, words) {
  return `${commands.map((command) => `\`${shown(command)}\``).join('\n')}\n(${words})`;
}

export const shown = (command) => command.replace(/ --json$/, '');

/** The fields of JSON documents of one kind, an object a line. Objects with a field for each node count as one with the field `n1`. */
export function outlines(outputs, commands) {
  const fieldsOf = new Map();
  for (const { text } of outputs) collectFields('', JSON.parse(text), fieldsOf);
  const lines = [...fieldsOf].map(([at, fields]) => `${at === '' ? '' : `${at}: `}${[...fields].join(', ')}`);
  return `\`\`\`\n${lines.join('\n')}\n\`\`\`\n\n${caption(commands, 'the fields of these')}`;
}

function collectFields(at, value, fieldsOf) {
  if (Array.isArray(value)) {
    for (const part of value) collectFields(`${at}[]`, part, fieldsOf);
  } else if (typeof value === 'object' && value !== null) {
    if (!fieldsOf.has(at)) fieldsOf.set(at, new Set());
    for (const [name, part] of Object.entries(value)) {
      if (/^n\d+$/.test(name) && name !== 'n1') continue;
      fieldsOf.get(at).add(Array.isArray(part) ? `${name}[]` : name);
      collectFields(at === '' ? name : `${at}.${name}`, part, fieldsOf);
    }
  }
}

/** 30001 -> 30,001; 0.4721 -> 0.47 with two digits. */
export function figure(value, digits = 0) {
  if (value === undefined) return undefined;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

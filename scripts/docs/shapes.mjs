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

/** 30001 -> 30,001; 0.4721 -> 0.47 with two digits. */
export function figure(value, digits = 0) {
  if (value === undefined) return undefined;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

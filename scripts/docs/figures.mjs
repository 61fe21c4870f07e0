/**
 * The figures of the documents. `commands` make it, `text` makes Markdown of what they printed. Sets: `quick` is simulated, takes about a
 * second, and is the same on every machine; `slow` is simulated and takes minutes, or says what it cost; `measured` runs on processes.
 */
export const figures = {
  run: {
    set: 'measured',
    commands: [
      'starmesh run --mode star --duration 10s --seed 7',
      'starmesh run --mode mesh --overlay flooding --duration 10s --seed 7',
    ],
    text: console,
  },
  sides: {
    set: 'quick',
    commands: [
      'starmesh run --on simulation --mode star --rate 400 --duration 5s --seed 7',
      'starmesh run --on simulation --mode mesh --rate 400 --duration 5s --seed 7',
    ],
    text: (outputs, commands) => console(outputs.map(linesOf('requests')), commands),
  },
  doctor: { set: 'measured', commands: ['starmesh doctor'], text: console },
};

/** Commands and what they printed, as in a terminal. */
function console(outputs, commands) {
  const parts = commands.map((command, at) => `$ ${command}\n${outputs[at]}`);
  return `\`\`\`\n${parts.join('\n\n')}\n\`\`\``;
}

/** The lines of a summary that begin with one of the names. */
function linesOf(...names) {
  return (output) =>
    output
      .split('\n')
      .filter((line) => names.some((name) => line.startsWith(`  ${name} `)))
      .join('\n');
}

/** Characters of one sequence: all colours of a cell, twice. */
const lengthMax = 200;
const command = /^\x1b(?:\[([?\d;]*)([A-Za-z])|\][^\x07\x1b]*(?:\x07|\x1b\\))/;

/** Reads what the dashboard writes: addresses, characters, SGR and questions (OSC), nothing else; gives the rows of the screen as text. */
export function createScreenReader(columns, rows) {
  const cells = Array.from({ length: rows }, () => new Array(columns).fill(' '));
  let row = 0;
  let column = 0;
  let rest = '';
  return {
    read(text) {
      const whole = rest + text;
      rest = '';
      for (let at = 0; at < whole.length; at++) {
        if (whole[at] !== '\x1b') {
          if (row < rows && column < columns) cells[row][column] = whole[at];
          column++;
          continue;
        }
        const [sequence, parameters, final] = command.exec(whole.slice(at, at + lengthMax)) ?? [];
        if (sequence === undefined) {
          rest = whole.slice(at);
          return;
        }
        if (final === 'H') [row, column] = parameters.split(';').map((part) => part - 1);
        if (final === 'J') for (const line of cells) line.fill(' ');
        at += sequence.length - 1;
      }
    },
    text: () => cells.map((line) => line.join('')).join('\n'),
  };
}

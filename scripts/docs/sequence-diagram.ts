/** One message: when it was sent (undefined: does not matter), by whom, to whom, its name on the arrow, and what stands behind it. */
export interface Arrow {
  readonly at: number | undefined;
  readonly from: string;
  readonly to: string;
  readonly name: string;
  readonly note: string;
}

const timeWidth = 7;

/** A sequence diagram as plain text: a column for each party, a line for each message, `o` at the end that speaks. */
export function sequenceDiagram(parties: readonly string[], arrows: readonly Arrow[]): string {
  const gap = Math.max(...arrows.map(({ name }) => name.length)) + 7;
  const columnOf = (party: string): number => timeWidth + 1 + parties.indexOf(party) * gap;
  const width = columnOf(parties.at(-1) ?? '') + 1;

  function lineOf({ at, from, to, name, note }: Arrow): string {
    const cells = [...' '.repeat(width)];
    const put = (column: number, text: string): unknown => cells.splice(column, text.length, ...text);
    for (const party of parties) put(columnOf(party), '|');
    const [start, end] = [columnOf(from), columnOf(to)];
    const [left, right] = [Math.min(start, end), Math.max(start, end)];
    put(left + 1, '-'.repeat(right - left - 1));
    put(Math.ceil((left + right - name.length) / 2) - 1, ` ${name} `);
    put(start, 'o');
    put(start < end ? end - 1 : end + 1, start < end ? '>' : '<');
    if (at !== undefined) put(0, at.toFixed(1).padStart(timeWidth - 2));
    return `${cells.join('')}   ${note}`.trimEnd();
  }

  const head = [...' '.repeat(width + 2)];
  if (arrows.some(({ at }) => at !== undefined)) head.splice(timeWidth - 4, 2, ...'ms');
  for (const party of parties)
    head.splice(columnOf(party) - Math.floor((party.length - 1) / 2), party.length, ...party);
  return [head.join('').trimEnd(), ...arrows.map(lineOf)].join('\n');
}

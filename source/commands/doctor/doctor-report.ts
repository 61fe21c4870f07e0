/** One thing that was looked at. `failure`: starmesh does not work before it is remedied. */
export interface Check {
  readonly name: string;
  readonly level: 'ok' | 'warning' | 'failure';
  /** What was found, with its figures. */
  readonly found: string;
  readonly remedy: string | undefined;
}

const columnsMax = 80;
const columnOfText = 18;

const glyphs = { ok: '✓', warning: '!', failure: '✗', remedy: '→' } as const;
const asciiGlyphs = { ok: '+', warning: '!', failure: 'X', remedy: '->' } as const;

/** The checks as text of at most 80 columns. Levels are told apart by glyphs, not by colours. */
export function doctorReport(checks: readonly Check[], ascii: boolean): string {
  const signs = ascii ? asciiGlyphs : glyphs;
  const lines = checks.flatMap(({ name, level, found, remedy }) => [
    ...hanging(`  ${signs[level]} ${name}`, found),
    ...(remedy === undefined ? [] : hanging('', `${signs.remedy} ${remedy}`)),
  ]);
  return ['starmesh doctor', '', ...lines, '', `  ${verdict(checks)}`, ''].join('\n');
}

function verdict(checks: readonly Check[]): string {
  const count = (level: Check['level']) => checks.filter((check) => check.level === level).length;
  const limits =
    count('warning') === 0 ? '' : `, with ${count('warning')} limit${count('warning') === 1 ? '' : 's'} (!)`;
  return count('failure') === 0
    ? `starmesh works here${limits}.`
    : `starmesh does not work here yet: see ${checks.filter((check) => check.level === 'failure').map((check) => check.name)}.`;
}

/** Wraps at words; the first line starts with `label`, all text in one column. */
function hanging(label: string, text: string): readonly string[] {
  const lines: string[] = [];
  let line = label.padEnd(columnOfText);
  for (const word of text.split(' ')) {
    const isFull = line.length > columnOfText && line.trimEnd().length + 1 + word.length > columnsMax;
    if (isFull) {
      lines.push(line.trimEnd());
      line = ' '.repeat(columnOfText);
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()];
}

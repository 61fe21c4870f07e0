import { harmless } from '../../base/harmless.ts';

/** The lines of a table in Markdown. A cell takes one line, and no bar ends it. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(inCell).join(' | ')} |`);
}

function inCell(text: string): string {
  return harmless(text).replaceAll('|', '\\|');
}

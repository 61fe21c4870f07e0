import { harmless } from '../../base/harmless.ts';

/** The first line of CSV: what is called `measuredOn` here is `measured_on` there. */
export function csvHead(fields: readonly string[]): string {
  return fields.map((field) => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)).join(',');
}

/** One line of CSV, without its end (RFC 4180). What a spreadsheet would take for a formula is text there too. */
export function csvLine(cells: readonly (string | number | boolean | undefined)[]): string {
  return cells.map((value) => (typeof value === 'string' ? textCell(value) : String(value ?? ''))).join(',');
}

/**
 * A spreadsheet works out what begins with one of these. An apostrophe before it makes it text (OWASP, "CSV injection"). After a semicolon too:
 * where the comma is the decimal sign, a cell begins there.
 */
const formula = /(^|;)(\s*)(?=[=+\-@＝＋－＠])/gu;

function textCell(value: string): string {
  const text = harmless(value).replace(formula, "$1$2'");
  return /[",;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

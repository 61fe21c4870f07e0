import { reportStyle } from './report-style.ts';

/** A page in one file, of a body of HTML. */
export function pageHtml(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${e(title)}</title>
<style>${reportStyle}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

/**
 * A table whose first column names the rows. Cells are HTML, heads are text. On a phone each cell stands below the head of its column, without what is in
 * brackets there. `look`: classes of the style besides.
 */
export function tableHtml(heads: readonly string[], rows: readonly (readonly string[])[], look = ''): string {
  const names = heads.map((head) => e(head.replace(/ \(.*/, '')));
  const cell = (html: string, column: number): string => `<td data-head="${names[column + 1]}">${html}</td>`;
  const lines = rows.map(([name, ...cells]) => `<tr><th scope="row">${name}</th>\n${cells.map(cell).join('\n')}</tr>`);
  return `<table class="${`wide ${look}`.trim()}"><thead><tr>${heads.map((head) => `<th scope="col">${e(head)}</th>`).join('')}</tr></thead>
<tbody>${lines.join('\n')}</tbody></table>`;
}

/** What the textbook says of a mode. */
export function claimed(text: string): string {
  return `<p class="claimed">${e(text)}</p>`;
}

/** Text from data stays text, whatever stands in it. */
export function e(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

import { cellsOf, firstCells } from './cells.ts';

/** Lines of at most so many cells, cut between words, and within a word that is longer than a line. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ').flatMap((one) => pieces(one, width))) {
    const line = lines.at(-1) ?? '';
    if (line === '') lines[lines.length - 1] = word;
    else if (cellsOf(line) + 1 + cellsOf(word) <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function pieces(word: string, width: number): string[] {
  const found: string[] = [];
  let rest = word;
  while (cellsOf(rest) > width) {
    const piece = firstCells(rest, width) || (rest.match(/^./su)?.[0] ?? rest); // at least a character, whatever its cells
    found.push(piece);
    rest = rest.slice(piece.length);
  }
  return rest === '' && found.length > 0 ? found : [...found, rest];
}

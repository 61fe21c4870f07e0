import { closestMatch } from 'leven';

/** Longer than any word that is allowed: comparing takes time with the square of the length. */
const lettersMax = 40;

/** `. Did you mean X?`, to put after a sentence, or nothing when no allowed word is close to what was written. */
export function didYouMean(written: string, allowed: readonly string[]): string {
  if (written.length > lettersMax) return '';
  const target = bare(written);
  const meant = allowed.find((word) => isLike(target, bare(word))) ?? closest(target, allowed);
  return meant === undefined ? '' : `. Did you mean ${meant}?`;
}

/** The start of the word, or its letters in another order: a distance in letters counts such slips twice or more. */
function isLike(target: string, word: string): boolean {
  return target.length >= 3 && (word.startsWith(target) || sorted(word) === sorted(target));
}

/** One slip in a short word, one for every three letters in a long one: more than that is another word. */
function closest(target: string, allowed: readonly string[]): string | undefined {
  if (target.length < 2) return undefined; // one slip away is every other letter
  const maxDistance = Math.max(1, Math.floor(target.length / 3));
  const match = closestMatch(target, allowed.map(bare), { maxDistance });
  return allowed.find((word) => bare(word) === match);
}

function bare(word: string): string {
  return word.toLowerCase().replace(/^-+/, '');
}

function sorted(word: string): string {
  return [...word].sort().join('');
}

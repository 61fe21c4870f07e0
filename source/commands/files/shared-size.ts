/** The largest file that the image proxy of GitHub and PyPI (camo) and asciinema.org take. */
export const sharedBytesMax = 5_000_000;

const places = {
  svg: 'a README on GitHub or PyPI may not show a picture above 5 MB',
  cast: 'asciinema.org may not take a cast above 5 MB',
} as const;

/** What to say of a picture that is too large for where it is meant to go; empty: nothing. */
export function tooLarge(kind: keyof typeof places, bytes: number): string {
  return bytes > sharedBytesMax ? places[kind] : '';
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The kernel's console: its font has no braille dots and few of our shapes. */
export function isConsole({ TERM }: Environment): boolean {
  return /^linux(-|$)/.test(TERM ?? '');
}

/** A lab on the terminal, as a screen or as lines of text. */
export interface Display {
  /** `quit`: by q or Ctrl-C; `ended`: the terminal is gone. */
  readonly done: Promise<'quit' | 'ended'>;
  /** Gives the terminal back as it was, but for its input. May be called at any time, and again. False: the terminal does not take anything. */
  close(): boolean;
}

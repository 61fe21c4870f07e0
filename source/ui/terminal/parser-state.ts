/** What came so far of something that is longer than a byte; `at`: when it began. */
export type State =
  | { readonly type: 'keys' }
  /** ESC. `isTold`: silence has made a key of it; a report may still begin. */
  | { readonly type: 'escape'; readonly at: number; isTold: boolean }
  /** ESC [ */
  | { readonly type: 'control'; readonly at: number; body: string }
  /** ESC [ M and three bytes: the mouse, in its old form. */
  | { readonly type: 'old-mouse'; readonly at: number; readonly bytes: number[] }
  /** ESC O */
  | { readonly type: 'single-shift'; readonly at: number; body: string }
  /** ESC ] and its like, up to BEL or ESC \ (ST); `endAt`: when this ESC came. */
  | { readonly type: 'text'; readonly at: number; body: string; endAt: number | undefined }
  | { readonly type: 'paste'; at: number; readonly bytes: number[]; matched: number };

/** A state of one type. */
export type StateOf<Type extends State['type']> = Extract<State, { readonly type: Type }>;

export const keysState: State = { type: 'keys' };

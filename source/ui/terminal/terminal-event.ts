import type { MouseEvent } from './mouse.ts';

/** What a terminal sends: keys by their names, pasted text, what the mouse did, and whatever else it says (an answer to a question, mostly). */
export type TerminalEvent =
  | { readonly type: 'key'; readonly name: string }
  | { readonly type: 'paste'; readonly text: string }
  | { readonly type: 'mouse'; readonly event: MouseEvent }
  | { readonly type: 'answer'; readonly text: string };

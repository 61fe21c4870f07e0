import { createInputParser } from './input-parser.ts';
import type { MouseEvent } from './mouse.ts';
import type { TerminalEvent } from './terminal-event.ts';

/** Is told what people do at the terminal. */
export interface InputListener {
  onKey(name: string): void;
  onMouse?(event: MouseEvent): void;
  onPaste?(text: string): void;
  /** All that came at once was told. */
  onTold?(): void;
}

/** A terminal's input, as long as it is ours: one reader for all of it. Between two readers something would be lost, or taken for something else. */
export interface TerminalInput {
  /** Raw mode, and reading; again after somebody else had the terminal. */
  take(): void;
  /** As it was before. */
  release(): void;
  /** From now on; what was typed before comes first. Gives the function that ends it: what comes then is dropped. */
  listen(listener: InputListener): () => void;
  /** Writes a question. `isLast`: nothing is expected after this answer. */
  ask(question: string, isLast: (answer: string) => boolean): Question;
  /** Releases the terminal once every answer has come, or cannot be expected any more: in a shell it would be typed text. */
  close(): Promise<void>;
}

/** A question that was asked. */
export interface Question {
  /** The answers, when the last one is there or the time (milliseconds from now) is over. */
  answers(timeLimitMs: number): Promise<readonly string[]>;
}

/** Nobody types more before there is somebody to listen. */
const keptEventsMax = 1_000;
/** A terminal that is silent for so long does not know the question. */
const answerMsMax = 2_000;

export interface InputOptions {
  readonly stdin: NodeJS.ReadStream;
  readonly write: (text: string) => void;
  /** Ctrl-C while nobody listens. */
  readonly onInterrupt?: () => void;
}

export function createTerminalInput({ stdin, write, onInterrupt = () => undefined }: InputOptions): TerminalInput {
  const parser = createInputParser();
  let listener: InputListener | undefined;
  let hasListened = false;
  const kept: TerminalEvent[] = [];
  let isTaken = false;
  let timer: NodeJS.Timeout | undefined;
  let immediate: NodeJS.Immediate | undefined;
  const asked = new Set<OpenQuestion>();

  function onData(chunk: Buffer | string): void {
    tellAll(parser.feed(Buffer.from(chunk as string), performance.now()));
    waitForSilence();
  }

  /** Silence is known only after a look at what came: the program may have been busy longer than the limit. */
  function waitForSilence(): void {
    clearTimeout(timer);
    clearImmediate(immediate);
    const due = parser.deadline();
    if (due === undefined) return;
    const wake = (): void => {
      immediate = setImmediate(() => {
        tellAll(parser.wake(performance.now()));
        waitForSilence();
      });
    };
    timer = setTimeout(wake, Math.max(0, Math.ceil(due - performance.now())));
  }

  function tellAll(events: readonly TerminalEvent[]): void {
    for (const event of events) tell(event);
    listener?.onTold?.();
  }

  function tell(event: TerminalEvent): void {
    if (event.type === 'answer') for (const question of [...asked]) question.hear(event.text);
    else if (listener === undefined) keep(event);
    else if (event.type === 'key') listener.onKey(event.name);
    else if (event.type === 'mouse') listener.onMouse?.(event.event);
    else listener.onPaste?.(event.text);
  }

  function keep(event: TerminalEvent): void {
    if (event.type === 'key' && event.name === 'ctrl+c') onInterrupt();
    else if (!hasListened && kept.length < keptEventsMax) kept.push(event);
  }

  function release(): void {
    if (!isTaken) return;
    isTaken = false;
    clearTimeout(timer);
    clearImmediate(immediate);
    stdin.off('data', onData);
    stdin.setRawMode?.(false);
    stdin.pause();
  }

  return {
    take() {
      release(); // a shell may have changed the mode meanwhile, and Node sets no mode twice
      isTaken = true;
      stdin.setRawMode?.(true);
      stdin.on('data', onData);
      stdin.resume();
    },
    release,
    listen(next) {
      let isWanted = true;
      const begin = (): void => {
        if (!isWanted) return;
        listener = next;
        hasListened = true;
        tellAll(kept.splice(0));
      };
      if (kept.length === 0) begin();
      else setImmediate(begin); // the listener first gets the function that ends it
      return () => {
        isWanted = false;
        if (listener === next) listener = undefined;
      };
    },
    ask(question, isLast) {
      const open = createOpenQuestion(isLast, () => asked.delete(open));
      asked.add(open);
      write(question);
      return open;
    },
    async close() {
      const answers = [...asked].map((question) => question.answers(question.dueAt - performance.now()));
      if (isTaken) await Promise.all(answers);
      release();
    },
  };
}

interface OpenQuestion extends Question {
  /** When no answer is expected any more. */
  readonly dueAt: number;
  hear(answer: string): void;
}

function createOpenQuestion(isLast: (answer: string) => boolean, onLast: () => void): OpenQuestion {
  const heard: string[] = [];
  let isComplete = false;
  const waiting = new Set<() => void>();
  return {
    dueAt: performance.now() + answerMsMax,
    hear(answer) {
      heard.push(answer);
      if (!isLast(answer)) return;
      isComplete = true;
      onLast();
      for (const go of waiting) go();
    },
    answers(timeLimitMs) {
      if (isComplete || timeLimitMs <= 0) return Promise.resolve([...heard]);
      return new Promise((resolve) => {
        const go = (): void => {
          clearTimeout(timer);
          waiting.delete(go);
          resolve([...heard]);
        };
        const timer = setTimeout(() => setImmediate(go), timeLimitMs); // an answer may have come while the program was busy
        waiting.add(go);
      });
    },
  };
}

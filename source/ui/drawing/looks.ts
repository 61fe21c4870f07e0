/** SGR attributes that our frames use; empty: off. `style`: all of them as SGR parameters. */
export interface Look {
  readonly bold: string;
  readonly inverse: string;
  readonly foreground: string;
  readonly background: string;
  readonly style: string;
}

export const plainLook: Look = { bold: '', inverse: '', foreground: '', background: '', style: '' };

/** Remembers what a look becomes by a sequence: frames repeat a few dozen of them thousands of times. */
export interface Looks {
  /** The look after an SGR sequence with these parameters; the same object for the same question, until too many are known. */
  after(before: Look, parameters: string): Look;
}

/** More than all themes together have; a stream of ever new colours starts again from nothing. */
const knownMax = 2_000;

export function createLooks(): Looks {
  const known = new Map<string, Map<string, Look>>();
  let count = 0;
  return {
    after(before, parameters) {
      if (parameters === '0' || parameters === '') return plainLook;
      let next = known.get(before.style);
      if (next === undefined) {
        next = new Map();
        known.set(before.style, next);
      }
      let look = next.get(parameters);
      if (look === undefined) {
        look = changedLook(before, parameters);
        if (++count > knownMax) {
          known.clear();
          count = 0;
        } else next.set(parameters, look);
      }
      return look;
    },
  };
}

function changedLook(before: Look, parameters: string): Look {
  let look = { ...before };
  for (const attribute of parameters.match(/[34]8;2;\d+;\d+;\d+|[34]8;5;\d+|\d+/g) ?? []) {
    const code = Number.parseInt(attribute, 10);
    if (code === 0) look = { ...plainLook };
    else if (code === 1) look.bold = '1';
    else if (code === 22) look.bold = '';
    else if (code === 7) look.inverse = '7';
    else if (code === 27) look.inverse = '';
    else if (code === 39) look.foreground = '';
    else if (code === 49) look.background = '';
    else if (code === 48 || (code >= 40 && code <= 47) || (code >= 100 && code <= 107)) look.background = attribute;
    else look.foreground = attribute;
  }
  return { ...look, style: styleOf(look) };
}

function styleOf({ bold, inverse, foreground, background }: Omit<Look, 'style'>): string {
  return [bold, inverse, foreground, background].filter((part) => part !== '').join(';');
}

import { rgbOf } from '../drawing/color.ts';
import type { CellColor, Look } from '../drawing/look.ts';

/** The parameters of each look that was asked for. */
const known = new Map<Look, string>();

/** A look as SGR parameters (ECMA-48, and ISO 8613-6 for colours), such as `1;38;2;240;184;92`; empty: nothing of its own. */
export function sgrOf(look: Look): string {
  let sgr = known.get(look);
  if (sgr === undefined) {
    sgr = parametersOf(look);
    known.set(look, sgr);
  }
  return sgr;
}

/** Whether a look is set by its foreground alone, and by one that no terminal brightens when it is bold. */
export function isForegroundAlone({ foreground, background, isBold, isInverse }: Look): boolean {
  const isOwn = typeof foreground === 'string' || (foreground ?? 0) >= 16;
  return isOwn && background === undefined && !isBold && !isInverse;
}

function parametersOf({ foreground, background, isBold, isInverse }: Look): string {
  const parts = [isBold ? '1' : '', isInverse ? '7' : '', colorSgr(foreground, 30), colorSgr(background, 40)];
  return parts.filter((part) => part !== '').join(';');
}

/** `base`: 30 for the foreground, 40 for the background. */
function colorSgr(color: CellColor | undefined, base: 30 | 40): string {
  if (color === undefined) return '';
  if (typeof color === 'string') return `${base + 8};2;${rgbOf(color).join(';')}`;
  if (color >= 16) return `${base + 8};5;${color}`;
  return String(color < 8 ? base + color : base + 60 + color - 8);
}

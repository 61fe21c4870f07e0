import type { Output } from './output.ts';

const progressMs = 200;
const barCells = 20;

/** Shows how far it is, on a line that goes when the work is done or has failed. `text`: undefined while there is nothing to say. */
export async function withProgressLine<T>(
  output: Pick<Output, 'status'>,
  text: () => string | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const show = (): void => output.status(text());
  const timer = setInterval(show, progressMs);
  try {
    const end = work();
    show();
    return await end;
  } finally {
    clearInterval(timer);
    output.status();
  }
}

/** `[#####...............]`: a share from 0 to 1. */
export function progressBar(share: number): string {
  const filled = Math.round(Math.min(1, share) * barCells);
  return `[${'#'.repeat(filled)}${'.'.repeat(barCells - filled)}]`;
}

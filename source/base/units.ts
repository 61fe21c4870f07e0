/** `82 ms`, `8.2 ms`, `0.82 ms`, `1.2 s`: three figures and a unit; `-` for nothing. */
export function formatMs(ms: number | undefined): string {
  if (ms === undefined) return '-';
  if (ms >= 10_000) return `${(ms / 1000).toFixed(0)} s`;
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  return `${figures(ms)} ms`;
}

/** Three significant figures at most: 0.08, 0.82, 8.2, 82, 820. */
export function figures(value: number): string {
  if (value >= 10) return value.toFixed(0);
  return value >= 1 ? value.toFixed(1) : value.toFixed(2);
}

/** `99.8 %`; `-` for nothing. */
export function formatShare(share: number | undefined, digits = 1): string {
  if (share === undefined) return '-';
  return share === 1 || share === 0 ? `${share * 100} %` : `${(share * 100).toFixed(digits)} %`;
}

/** `512 B`, `4.1 kB`, `96 kB`, `1.9 MB`: decimal units. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${figures(bytes / 1e3)} kB`;
  if (bytes < 1e9) return `${figures(bytes / 1e6)} MB`;
  return `${figures(bytes / 1e9)} GB`;
}

/** `4k`, `1.9M`: for narrow columns. */
export function formatBytesShort(bytes: number): string {
  if (bytes < 1000) return `${bytes}`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(0)}k`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(0)}M` : `${(bytes / 1e9).toFixed(1)}G`;
}

/** `512 MiB`, rounded down: memory is counted in powers of two. */
export function formatMebibytes(bytes: number): string {
  return `${Math.floor(bytes / 1024 ** 2)} MiB`;
}

/** `15.5 GiB`. */
export function formatGibibytes(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
}

/** Session time as `00:42` or `1:02:03`. */
export function formatClock(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return hours > 0 ? `${hours}:${two(minutes % 60)}:${two(seconds % 60)}` : `${two(minutes)}:${two(seconds % 60)}`;
}

/** Session time within its minute: `01.223`. */
export function formatSecond(ms: number): string {
  return ((Math.max(0, ms) % 60_000) / 1000).toFixed(3).padStart(6, '0');
}

/** `12/s`, `1.2k/s`. */
export function formatRate(perSecond: number): string {
  if (perSecond >= 1000) return `${figures(perSecond / 1000)}k/s`;
  return perSecond >= 10 || perSecond === 0 ? `${perSecond.toFixed(0)}/s` : `${perSecond.toFixed(1)}/s`;
}

/** `1 link`, `7 links`. */
export function counted(count: number, name: string): string {
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

import { existsSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * Makes a folder, and those above it that are missing, level by level from the nearest one that is there. Not by `mkdirSync` with `recursive`: it
 * never ends where a parent is there but nothing can be made in it, as in `/proc`. Throws what the file system says.
 */
export function makeFolders(folder: string, mode: number): void {
  const missing: string[] = [];
  for (let level = path.resolve(folder); !existsSync(level); level = path.dirname(level)) {
    missing.push(level);
    if (level === path.dirname(level)) break;
  }
  for (const level of missing.reverse()) makeOne(level, mode);
  if (!isFolder(folder)) mkdirSync(folder, mode); // it is a file: this says so
}

/** Another process may make it at the same moment. */
function makeOne(folder: string, mode: number): void {
  try {
    mkdirSync(folder, mode);
  } catch (error) {
    if (!isFolder(folder)) throw error;
  }
}

function isFolder(place: string): boolean {
  return existsSync(place) && statSync(place).isDirectory();
}

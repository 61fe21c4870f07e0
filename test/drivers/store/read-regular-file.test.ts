import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readRegularFile } from '../../../source/drivers/store/read-regular-file.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'starmesh-regular-file-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => path.join(folder, name);
const read = (file: string, bytesMax = 1000) => readRegularFile(file, bytesMax);

describe('a file that is read', () => {
  it('is read to its last byte, up to its limit', () => {
    writeFileSync(at('whole'), 'x'.repeat(1000));
    expect(read(at('whole')).length).toBe(1000);
    expect(() => read(at('whole'), 999)).toThrow('it has 1.0 kB; at most 999 B are read');
    writeFileSync(at('empty'), '');
    expect(read(at('empty')).length).toBe(0);
  });

  it('may be a link to one', () => {
    writeFileSync(at('target'), 'yes');
    symlinkSync(at('target'), at('link'));
    expect(read(at('link')).toString()).toBe('yes');
  });

  it('that is a pipe is refused at once, with nobody at its other end', () => {
    execFileSync('mkfifo', [at('pipe')]);
    expect(() => read(at('pipe'))).toThrow(
      'it is a pipe, not a file; write what comes from it into a file, and name that',
    );
  });

  it.each(['/dev/zero', '/dev/null', '/dev/random'])('that is the device %s is refused', (device) =>
    expect(() => read(device)).toThrow('it is a device, not a file'),
  );

  it('that is a socket is refused', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(at('socket'), resolve));
    expect(() => read(at('socket'))).toThrow('it is a socket or a device, not a file');
    await new Promise((resolve) => server.close(resolve));
  });

  it('that is a directory is refused', () =>
    expect(() => read(folder)).toThrow('it is a directory, not a file; name a file in it'));

  it('that is far too large is refused before it is read', () => {
    writeFileSync(at('hole'), '');
    truncateSync(at('hole'), 2 ** 41);
    expect(() => read(at('hole'))).toThrow('it has 2199 GB; at most 1.0 kB are read');
  });

  it.runIf(process.platform === 'linux')('that says it is empty and is not is read, up to the limit', () => {
    expect(read('/proc/self/stat').length).toBeGreaterThan(50);
    expect(() => read('/proc/self/stat', 50)).toThrow('it goes on and on; at most 50 B are read');
  });

  it('that is not there is refused in plain words', () => {
    expect(() => read(at('none'))).toThrow('there is no such file');
    expect(() => read(path.join(at('empty'), 'below'))).toThrow('a part of its path is no directory');
    symlinkSync(at('circle'), at('circle'));
    expect(() => read(at('circle'))).toThrow('its links go round in a circle');
    expect(() => read(`${folder}/a\0b`)).toThrow('null bytes');
  });

  it.skipIf(process.getuid?.() === 0)('that may not be read is refused', () => {
    writeFileSync(at('secret'), '');
    chmodSync(at('secret'), 0);
    expect(() => read(at('secret'))).toThrow('its rights do not let this user read it');
  });
});

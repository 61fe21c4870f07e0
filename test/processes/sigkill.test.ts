import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createRandom } from '../../source/base/random.ts';
import { hashOf } from '../../source/protocol/sha256.ts';
import { startLoneServer } from './lone-server.ts';
import { nodeProgram } from './real-lab.ts';

/** SIGKILLs; STARMESH_KILLS asks for more of them. */
const kills = Number(process.env['STARMESH_KILLS'] ?? 5);
const seed = Number(process.env['STARMESH_SEED'] ?? 1);
const publishers = 16;

it(
  `a server loses nothing that it acknowledged, killed ${kills} times under load`,
  async () => {
    const parent = mkdtempSync(path.join(tmpdir(), 'starmesh-sigkill-test-'));
    onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
    const random = createRandom(seed);
    const acknowledged = new Map<string, Buffer>();
    for (let round = 0; round <= kills; round++) {
      const server = await startLoneServer(nodeProgram, path.join(parent, 'n1'));
      onTestFinished(() => server.kill());
      for (const [name, content] of acknowledged) {
        const hash = await server.find(name);
        expect([name, hash]).toEqual([name, hashOf(content)]);
        expect((await server.fetch(hashOf(content)))?.equals(content)).toBe(true); // toEqual takes seconds for a buffer
      }
      if (round === kills) break;
      const before = acknowledged.size;
      const killAt = before + 1 + random.below(200);
      const publishUntilKilled = async (publisher: number): Promise<void> => {
        for (let count = 0; ; count++) {
          const name = `item-${round}-${publisher}-${count}`;
          const content = random.bytes(1 + random.below(20_000));
          const answer = await server.publish(name, content);
          if (answer === 'lost') return;
          expect(answer).toBe('published');
          acknowledged.set(name, content);
          if (acknowledged.size === killAt) await server.kill();
        }
      };
      await Promise.all(Array.from({ length: publishers }, (_, publisher) => publishUntilKilled(publisher)));
      expect(acknowledged.size).toBeGreaterThanOrEqual(killAt);
    }
  },
  60_000 + kills * 5_000,
);

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { sleep, startProgram } from './program.mjs';

const folder = path.join(import.meta.dirname, '..');
const programs = path.join(folder, 'programs');

/** Installs the packages of bench/package.json where one is missing; gives why it could not. */
export function installPeers() {
  const { dependencies } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  if (Object.keys(dependencies).every((name) => existsSync(path.join(folder, 'node_modules', name)))) return undefined;
  try {
    execFileSync('npm', ['ci', '--loglevel=error'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
    return undefined;
  } catch {
    return 'npm ci in bench/ failed';
  }
}

/** Finds or, where this user may, installs redis-server; gives why there is none. */
export function installRedis() {
  const find = () => execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
  try {
    find();
    return undefined;
  } catch {
    try {
      if (process.getuid?.() === 0) execFileSync('apt-get', ['install', '-y', 'redis-server'], { stdio: 'ignore' });
      find();
      return undefined;
    } catch {
      return 'no redis-server';
    }
  }
}

/** A server of bench/programs/peer-server.mjs; gives its port and how to end it. */
export async function startPeerServer(kind) {
  const server = startProgram(path.join(programs, 'peer-server.mjs'), [kind]);
  const { port } = await server.next();
  return { port, end: server.end };
}

/** redis-server on loopback, in memory only, with the value that clients ask for. */
export async function startRedis() {
  const port = await freePort();
  const args = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--logfile',
    '/dev/null',
  ];
  const server = startProgram('redis-server', args, { command: 'redis-server' });
  const { default: Redis } = await import('ioredis');
  const redis = new Redis({ host: '127.0.0.1', port, retryStrategy: (times) => (times < 100 ? 50 : null) });
  redis.on('error', () => undefined); // until it listens
  await redis.set('key-000000000001', 'v'.repeat(100));
  redis.disconnect();
  return {
    port,
    async end() {
      process.kill(server.pid, 'SIGTERM');
      await server.end();
    },
  };
}

/** Requests a second of one client in a closed loop. */
export async function clientRate(kind, port, depth, { warmMs, windowMs }) {
  const args = [kind, port, depth, warmMs, windowMs].map(String);
  const client = startProgram(path.join(programs, 'peer-client.mjs'), args);
  const { perSecond } = await client.next();
  await client.end();
  await sleep(50);
  return perSecond;
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

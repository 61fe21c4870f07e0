import { expect, test } from 'vitest';
import { nodeEnvironment } from '../../../source/lab/clusters/node-environment.ts';

test('a node keeps what Node needs to start, and nothing that makes it run otherwise', () => {
  const needed = { PATH: '/bin', LD_LIBRARY_PATH: '/opt/lib', DYLD_LIBRARY_PATH: '/opt/lib', NIX_LD: '/nix/ld' };
  const also = { ELECTRON_RUN_AS_NODE: '1', NODE_ICU_DATA: '/opt/icu' };
  const hurts = {
    NODE_OPTIONS: '--inspect-brk',
    NODE_V8_COVERAGE: 'coverage',
    NODE_CHANNEL_FD: '3',
    NODE_DEBUG: 'net',
    NODE_EXTRA_CA_CERTS: '/missing',
    NODE_ENV: 'test',
    UV_THREADPOOL_SIZE: '64',
  };
  expect(nodeEnvironment({ ...needed, ...also, ...hurts })).toEqual({
    ...needed,
    ...also,
    NODE_ENV: 'production',
    UV_THREADPOOL_SIZE: '1',
  });
});

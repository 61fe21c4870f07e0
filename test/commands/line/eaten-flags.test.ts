import { describe, expect, it } from 'vitest';
import { refuseEatenFlags } from '../../../source/commands/line/eaten-flags.ts';
import { flags } from '../../../source/commands/line/flag-table.ts';

describe('a flag that npm took for its own', () => {
  it.each([
    [{ npm_config_nodes: '16', npm_config_json: 'true' }, 'npm kept --nodes=16, --json for itself'],
    [{ npm_config_duration: '1s' }, 'npm kept --duration=1s for itself'],
    [{ npm_config_file_size: 'true' }, 'npm kept --file-size for itself'],
    [{ npm_config_fault: '4s kill n3\n\n5s kill n2' }, 'npm kept --fault for itself'],
    [{ npm_config_mouse: '' }, 'npm kept --no-mouse for itself'],
  ])('is refused with the way to write it: %o', (environment, said) => {
    expect(() => refuseEatenFlags(environment, flags)).toThrow(said);
    expect(() => refuseEatenFlags(environment, flags)).toThrow('npm start -- run --nodes 16');
  });

  it('is not one that npm sets by itself', () => {
    const environment = { npm_config_color: '', npm_config_json: '', npm_config_fund: '', npm_config_cache: '/x' };
    expect(() => refuseEatenFlags(environment, flags)).not.toThrow();
  });
});

import { expect, it } from 'vitest';
import { closeAll } from '../../source/commands/close-all.ts';

it('closes each in order, also behind one that fails, and throws the first failure', async () => {
  const closed: string[] = [];
  const one = (name: string, failure?: string) => async () => {
    closed.push(name);
    if (failure !== undefined) throw new Error(failure);
  };
  await expect(closeAll(one('recording', 'no room'), one('lab', 'too late'), one('terminal'))).rejects.toThrow(
    'no room',
  );
  expect(closed).toEqual(['recording', 'lab', 'terminal']);
});

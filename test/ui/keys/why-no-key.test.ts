import { expect, it } from 'vitest';
import { whyNoKey } from '../../../source/ui/keys/why-no-key.ts';

it.each([
  ['ь', /Latin letters, where it is m$/],
  ['Ь', /where it is M$/],
  ['й', /where it is q$/],
  ['і', /where it is s$/],
  ['μ', /where it is m$/],
  ['צ', /where it is m$/],
  ['ة', /where it is m$/],
  ['ｍ', /half width, where it is m$/],
  ['：', /half width, where it is :$/],
  ['音', /switch the keyboard to Latin letters · \? shows the keys$/],
  ['й'.normalize('NFC'), /where it is q$/],
  ['é', /^no key é here · \? shows the keys$/],
  ['9', /^no key 9 here · \? shows the keys$/],
  ['f5', /^no key f5 here · \? shows the keys$/],
  ['alt+m', /^no key alt\+m here/],
])('the key %s says how to reach the command', (key, text) => {
  expect(whyNoKey(key)).toMatch(text);
  expect([...whyNoKey(key)].length).toBeLessThan(78);
});

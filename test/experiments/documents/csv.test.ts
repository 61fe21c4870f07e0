import { describe, expect, it } from 'vitest';
import { csvHead, csvLine } from '../../../source/experiments/documents/csv.ts';

describe('a line of CSV', () => {
  it('begins with names in small letters', () => {
    expect(csvHead(['lesson', 'measuredOn'])).toBe('lesson,measured_on');
  });

  it('is as RFC 4180 has it', () => {
    expect(csvLine(['a', 1.5, undefined, 'a "b", c', ''])).toBe('a,1.5,,"a ""b"", c",');
  });

  it.each([
    ['=1+1', "'=1+1"],
    ['@x', "'@x"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`],
    ['\t=1+1', " '=1+1"],
    ['\r=1+1', " '=1+1"],
    ['  =1+1', "  '=1+1"],
    ['＝1', "'＝1"],
    ['x;=1+1', `"x;'=1+1"`],
    ['x; @y;-1', `"x; '@y;'-1"`],
  ])('has no formula of %j', (text, cell) => {
    expect(csvLine([text])).toBe(cell);
  });

  it('leaves numbers and names of people as they are', () => {
    expect(csvLine([-1, 'Åsa Öberg-Ναούμ', '0071234', 'a=b', 'n1 - n2'])).toBe(
      '-1,Åsa Öberg-Ναούμ,0071234,a=b,n1 - n2',
    );
  });

  it('is one line, and nothing in it acts on a terminal', () => {
    expect(csvLine(['a\r\nb\u001b]0;x\u0007\u009b2J\u202ec'])).toBe('"a  b ]0;x  2Jc"');
  });
});

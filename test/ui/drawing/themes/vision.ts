import { type Color, linear, luminance, type Rgb, rgbOf } from '../../../../source/ui/drawing/color.ts';

/** WCAG 2.2 contrast ratio, 1 … 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [dark, bright] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (bright + 0.05) / (dark + 0.05);
}

type Matrix = readonly [Rgb, Rgb, Rgb];

/**
 * What a missing kind of cone makes of linear RGB: Machado, Oliveira, Fernandes, "A Physiologically-based Model for Simulation of Color Vision
 * Deficiency", IEEE TVCG 15(6), 2009, the matrices for severity 1.0.
 */
export const deficiencies: Readonly<Record<'normal' | 'protanopia' | 'deuteranopia' | 'tritanopia', Matrix>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** How far two colours are apart for an eye: the distance in CIE L*a*b* (1976); about 2.3 can just be told apart side by side. */
export function difference(a: Color, b: Color, eye: Matrix = deficiencies.normal): number {
  const [x, y] = [lab(seen(a, eye)), lab(seen(b, eye))];
  return Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]);
}

function seen(color: Color, eye: Matrix): Rgb {
  return times(eye, linear(rgbOf(color)), (value) => Math.max(0, Math.min(1, value)));
}

/** sRGB primaries to XYZ (IEC 61966-2-1), relative to the white of D65. */
const toXyz: Matrix = [
  [0.4124 / 0.9505, 0.3576 / 0.9505, 0.1805 / 0.9505],
  [0.2126, 0.7152, 0.0722],
  [0.0193 / 1.089, 0.1192 / 1.089, 0.9505 / 1.089],
];

function lab(light: Rgb): Rgb {
  const [x, y, z] = times(toXyz, light, (value) => (value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116));
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function times(matrix: Matrix, [a, b, c]: Rgb, then: (value: number) => number): Rgb {
  const [x, y, z] = matrix;
  const one = (row: Rgb): number => then(row[0] * a + row[1] * b + row[2] * c);
  return [one(x), one(y), one(z)];
}

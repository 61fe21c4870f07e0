/** Layouts of other alphabets on the keys of `latin`, place by place. */
const latin = "qwertyuiop[]asdfghjkl;'zxcvbnm,./`";
const layouts = [
  'йцукенгшщзхъфывапролджэячсмитьбю.ё', // Russian
  'йцукенгшщзхїфівапролджєячсмитьбю.ґ', // Ukrainian
  ';ςερτυθιοπ[]ασδφγηξκλ΄᾽ζχψωβνμ,./`', // Greek
  "/'קראטוןםפ][שדגכעיחלךף,זסבהנמצתץ.;", // Hebrew
  'ضصثقفغعهخحجدشسيبلاتنمكطئءؤرbىةوزظذ', // Arabic; its b writes two letters
];

const places = new Map<string, string>();
for (const layout of layouts) {
  [...layout].forEach((character, at) => {
    const key = latin[at];
    if (key !== undefined && character > '\x7f' && !places.has(character)) places.set(character, key);
  });
}

/** What the key of this character writes on a Latin keyboard: `m` for the Cyrillic `ь`. Undefined: not known, or Latin already. */
export function onLatinKeyboard(character: string): string | undefined {
  const small = places.get(character);
  if (small !== undefined) return small;
  return places.get(character.toLowerCase())?.toUpperCase();
}

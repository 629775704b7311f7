const codes = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  yellow: [33, 39],
  blue: [34, 39],
  green: [32, 39],
} as const;

export type Paint = Readonly<Record<keyof typeof codes, (text: string) => string>>;

/** Colours for a terminal; with `color` false the text stays as it is. */
export function createPaint(color: boolean): Paint {
  const paint =
    ([on, off]: readonly [number, number]) =>
    (text: string) =>
      color ? `\x1b[${on}m${text}\x1b[${off}m` : text;
  return {
    bold: paint(codes.bold),
    dim: paint(codes.dim),
    red: paint(codes.red),
    yellow: paint(codes.yellow),
    blue: paint(codes.blue),
    green: paint(codes.green),
  };
}

const codes = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  yellow: [33, 39],
  blue: [34, 39],
  green: [32, 39],
} as const;

export interface Paint extends Readonly<Record<keyof typeof codes, (text: string) => string>> {
  /** A text that leads to a page, where the terminal can do that: https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda */
  link(text: string, url: string): string;
}

/** Colours and links for a terminal; without both the text stays as it is. */
export function createPaint(color: boolean, links = false): Paint {
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
    link: (text, url) => (links ? `\x1b]8;;${url}\x1b\\${text}\x1b]8;;\x1b\\` : text),
  };
}

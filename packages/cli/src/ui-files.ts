import { readFileSync } from 'node:fs';

/** Beside `src` and `dist` alike. What is there is what a browser gets: there is no build step. */
const FOLDER = new URL('../ui/', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, FOLDER), 'utf8');

/** The page's style. */
export const roomStyle = (): string => read('room.css');

/** The page's files as one ES module: what they import of each other and export to each other is all there. */
export const roomScript = (): string =>
  ['view.js', 'words.js', 'room.js']
    .map((file) =>
      read(file)
        .replace(/^import .* from '\.\/.*';$/gm, '')
        .replace(/^export (?=const|function)/gm, ''),
    )
    .join('\n');

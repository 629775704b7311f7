import { readFileSync } from 'node:fs';

/** Beside `src` and `dist` alike. What is there is what a browser gets: there is no build step. */
const FOLDER = new URL('../ui/', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, FOLDER), 'utf8');

/** The page's style. */
export const roomStyle = (): string => read('room.css');

/** Files as one ES module: what they import of each other and export to each other is all there. */
const moduleOf = (files: readonly string[]): string =>
  files
    .map((file) =>
      read(file)
        .replace(/^import .* from '\.\/.*';$/gm, '')
        .replace(/^export (?=const|function)/gm, ''),
    )
    .join('\n');

const SHARED = ['dom.js', 'words.js', 'language.js', 'player.js'];

/** Of the page of a Pod. */
export const podScript = (): string => moduleOf([...SHARED, 'view.js', 'room.js']);

/** Of the page of a rollout. */
export const rolloutScript = (): string => moduleOf([...SHARED, 'rollout-view.js', 'rollout.js']);

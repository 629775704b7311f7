// What any app has done before it loads a health library: imported a package by its name, and a file of that.
export * from './empty.mjs';

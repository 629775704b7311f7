import { relative, resolve, sep } from 'node:path';

/** GitHub looks for files from the root of the checkout, wherever in it a step works. */
export function fromCheckout(file: string, root: string | undefined): string {
  if (file === '-' || root === undefined || root === '') return file;
  const path = relative(root, resolve(file));
  return path.startsWith('..') ? file : path.split(sep).join('/');
}

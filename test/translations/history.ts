import { spawnSync } from 'node:child_process';

/** Lines added to and removed from a page since a content of it; `undefined` where that content is not at hand. */
export type Changed = (blob: string, path: string) => { readonly added: number; readonly removed: number } | undefined;

/** By the history of a clone: a shallow one may not have the content any more. */
export const changedIn =
  (folder: string): Changed =>
  (blob, path) => {
    const { status, stdout } = spawnSync('git', ['diff', '--numstat', blob, '--', path], {
      cwd: folder,
      encoding: 'utf8',
    });
    const [, added, removed] = /^(\d+)\t(\d+)\t/.exec(status === 0 ? stdout : '') ?? [];
    return added === undefined || removed === undefined
      ? undefined
      : { added: Number(added), removed: Number(removed) };
  };

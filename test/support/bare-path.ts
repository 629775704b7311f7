import { accessSync, constants, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** POSIX's file tools as coreutils brings them: what every machine has. */
const TOOLS =
  'basename cat chmod chown cp cut date dirname echo env expr false head id kill ln ls mkdir mkfifo mktemp mv nohup printf pwd readlink realpath rm rmdir seq sleep sort tail tee test touch tr true uname uniq wc';

/** A folder with links to Node, npm, git, a shell and these tools: a PATH on which no other program is found. */
export function barePath(): string {
  const folder = fileURLToPath(new URL('../../node_modules/.cache/bare-path', import.meta.url));
  mkdirSync(folder, { recursive: true });
  for (const name of ['npm', 'npx', 'git', 'sh', ...TOOLS.split(' ')]) link(folder, name, onPath(name));
  link(folder, 'node', process.execPath);
  return folder;
}

function link(folder: string, name: string, target: string | undefined): void {
  const path = join(folder, name);
  if (target === undefined || existsSync(path)) return;
  try {
    symlinkSync(target, path);
  } catch (error) {
    // Another run made it a moment ago.
    if (!existsSync(path)) throw error;
  }
}

const onPath = (name: string): string | undefined =>
  [dirname(process.execPath), ...(process.env.PATH ?? '').split(delimiter)]
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });

// `npx tsx test/support/bare-path.ts` prints it, for shell scripts.
if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(barePath());

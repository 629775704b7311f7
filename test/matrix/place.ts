import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { PACKAGES } from '../support/packages.ts';
import { runProgram } from '../support/process.ts';
import { startRegistry } from '../support/registry.ts';
import type { Place, Runtime } from './case.ts';

const LIMIT_MS = 240_000;

/** Folders outside of the repository, in which strangers install the packages as they would be published. */
export interface Places {
  open(runtime: Runtime): Place;
  close(): Promise<void>;
}

/** Publishes all packages, as they were built, to a registry on loopback. */
export async function openPlaces(): Promise<Places> {
  const folder = mkdtempSync(join(tmpdir(), 'probez-matrix-'));
  const env = { npm_config_userconfig: join(folder, '.npmrc'), npm_config_update_notifier: 'false' };
  const run = (cwd: string, file: string, args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
    runProgram(file, args, { cwd, limitMs: LIMIT_MS, env: { ...env, ...more } });

  async function must(cwd: string, file: string, ...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await run(cwd, file, args);
    if (code !== 0) throw new Error(`${file} ${args.join(' ')}\n${stdout}${stderr}`);
    return stdout;
  }

  const registry = await startRegistry((await must(folder, 'npm', 'config', 'get', 'registry')).trim());
  writeFileSync(env.npm_config_userconfig, registry.npmrc);
  for (const { directory } of PACKAGES)
    await must(directory, 'npm', 'publish', '--ignore-scripts', '--provenance=false');

  return {
    open(runtime) {
      const own = mkdtempSync(join(folder, 'app-'));
      writeFileSync(join(own, 'package.json'), '{ "name": "app", "private": true }');
      const [program = '', ...options] = runtime.command;
      const PATH = pathOf(runtime);
      return {
        runtime,
        folder: own,
        write(file, text) {
          mkdirSync(dirname(join(own, file)), { recursive: true });
          writeFileSync(join(own, file), text);
        },
        install: async (...names) =>
          void (await must(own, 'npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', ...names)),
        run: (file, ...args) => run(own, program, [...options, file, ...args], { PATH }),
        exec: (file, ...args) => run(own, file, args, { PATH }),
      };
    },
    async close() {
      await registry.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The runtime's own folder first, so that what is started by name is it. */
const pathOf = ({ command: [program = ''] }: Runtime): string => `${dirname(program)}${delimiter}${process.env.PATH}`;

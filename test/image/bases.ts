import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { need } from '../support/programs.ts';
import type { Engine } from './engine.ts';

/** Local stand-ins for the two images that the Dockerfile starts from. */
export interface Bases {
  /** Node, npm and a shell, as `node:24-bookworm-slim` has them. */
  readonly node: string;
  /** The libraries that Node needs and nothing else, as `distroless/cc` has them. */
  readonly runtime: string;
}

/** What the build machinery needs beyond Node's own libraries: turbo and rolldown are native. */
const MORE_LIBRARIES = ['librt.so.1', 'libutil.so.1', 'libresolv.so.2'];
const root = fileURLToPath(new URL('../..', import.meta.url));
const APPLETS = ['sh', 'env', 'find', 'rm'];

/** Made of this machine's Node, its C library and busybox. No registry is asked. */
export async function makeBases(engine: Engine): Promise<Bases> {
  const bases: Bases = { node: 'localhost/probez-test/node:1', runtime: 'localhost/probez-test/runtime:1' };
  const context = join(engine.folder, 'bases');
  const runtime = join(context, 'runtime');
  const node = join(context, 'node');
  const libraries = librariesOf(process.execPath);
  for (const library of libraries) {
    copy(library, join(runtime, library));
    copy(library, join(node, library));
  }
  mkdirSync(join(runtime, 'tmp'), { mode: 0o1777 });
  mkdirSync(join(runtime, 'etc'));
  writeFileSync(join(runtime, 'etc/passwd'), 'root:x:0:0:root:/root:/sbin/nologin\n');

  const ofC = dirname(libraries.find((library) => /\/libc\.so\.6$/.test(library)) ?? '/lib');
  for (const name of MORE_LIBRARIES) {
    if (existsSync(join(ofC, name))) copy(join(ofC, name), join(node, ofC, name));
  }
  copy(need('busybox'), join(node, 'bin/busybox'));
  for (const library of librariesOf(need('busybox'))) copy(library, join(node, library));
  mkdirSync(join(node, 'usr/bin'), { recursive: true });
  for (const applet of APPLETS) symlinkSync('busybox', join(node, 'bin', applet));
  symlinkSync('/bin/busybox', join(node, 'usr/bin/env'));
  mkdirSync(join(node, 'tmp'), { mode: 0o1777 });
  mkdirSync(join(node, 'root'));
  copy(process.execPath, join(node, 'usr/local/bin/node'));
  cpSync(npmFolder(), join(node, 'usr/local/lib/node_modules/npm'), { recursive: true });
  for (const name of ['npm', 'npx']) {
    symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(node, 'usr/local/bin', name));
  }
  const environment = [`NPM_CONFIG_REGISTRY=${npmConfig('registry')}`];
  const { NODE_EXTRA_CA_CERTS } = process.env;
  if (NODE_EXTRA_CA_CERTS !== undefined && existsSync(NODE_EXTRA_CA_CERTS)) {
    copy(NODE_EXTRA_CA_CERTS, join(node, 'etc/extra-ca.pem'));
    environment.push('NODE_EXTRA_CA_CERTS=/etc/extra-ca.pem');
  }

  writeFileSync(join(context, 'Dockerfile.runtime'), 'FROM scratch\nCOPY runtime /\n');
  writeFileSync(
    join(context, 'Dockerfile.node'),
    `FROM scratch\nCOPY node /\nENV PATH=/usr/local/bin:/usr/bin:/bin ${environment.join(' ')}\n`,
  );
  for (const [name, tag] of Object.entries(bases)) {
    const file = join(context, `Dockerfile.${name}`);
    await engine.buildah('build', '--quiet', '--format', 'docker', '--timestamp', '0', '-f', file, '-t', tag, context);
  }
  return bases;
}

/** What `npm config get` says on this machine. */
export const npmConfig = (key: 'cache' | 'registry'): string => npm('config', 'get', key);

/** What npm prints. For one workspace, by its folder or by a variable of the npm that runs this, it would refuse to answer. */
function npm(...args: readonly string[]): string {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_config_workspaces?$/.test(name)),
  );
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd: root, encoding: 'utf8', env });
  if (status !== 0) throw new Error(`npm ${args.join(' ')}: exit ${status}: ${stderr}`);
  return stdout.trim();
}

function npmFolder(): string {
  const beside = join(dirname(process.execPath), '../lib/node_modules/npm');
  if (existsSync(beside)) return beside;
  return join(npm('root', '--global'), 'npm');
}

/** Full paths of the shared libraries of a program, the dynamic loader included; none of a static one. */
function librariesOf(program: string): string[] {
  const { stdout } = spawnSync('ldd', [program], { encoding: 'utf8' });
  return Array.from(stdout.matchAll(/(?:^|=>)\s+(\/\S+)/gm), ([, path = '']) => path);
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
}

/** The version of the app, as its package says. */
export function versionOf(packageJson: string): string {
  const { version }: { version: string } = JSON.parse(readFileSync(packageJson, 'utf8'));
  return version;
}

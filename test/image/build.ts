import { cpSync, mkdirSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Bases, npmConfig } from './bases.ts';
import type { Engine } from './engine.ts';

export const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
/** As all manifests name it. */
export const IMAGE = 'localhost/probez-demoapp:0.1.0';

export interface BuildOptions {
  /** @default IMAGE */
  readonly tag?: string;
  /** The root of the repository, or of a copy of it. @default REPOSITORY */
  readonly context?: string;
  /** What `REVISION` says. @default 'test' */
  readonly revision?: string;
}

/** Builds the demo app's Dockerfile from local bases, with the packages that npm has on this machine. */
export async function buildDemoApp(engine: Engine, bases: Bases, options: BuildOptions = {}): Promise<void> {
  const { tag = IMAGE, context = REPOSITORY, revision = 'test' } = options;
  const cache = npmConfig('cache');
  mkdirSync(cache, { recursive: true });
  const values = {
    NODE_IMAGE: bases.node,
    RUNTIME_IMAGE: bases.runtime,
    NPM_CONFIG_CACHE: '/npm-cache',
    REVISION: revision,
    SOURCE: 'https://example.com/probez.git',
  };
  await engine.buildah(
    'build',
    // chroot: works inside of a container, too, and with this machine's network. docker: OCI knows no HEALTHCHECK.
    ...['--isolation', 'chroot', '--format', 'docker', '--pull-never', '--timestamp', '0'],
    ...Object.entries(values).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
    ...['--volume', `${cache}:/npm-cache`],
    ...['-f', `${context}/examples/demoapp/Dockerfile`, '-t', tag, context],
  );
}

/** A copy without what a checkout that is installed, built, or under test has more than a fresh one. Its times are new. */
export function copySources(from: string, to: string): void {
  const more = /(?:^|\/)(?:node_modules|dist|\.git|\.turbo|\.snippet-.*|\.types-.*|.*\.tgz)$|^(?:bench|docs)$/;
  cpSync(from, to, { recursive: true, filter: (path) => !more.test(relative(from, path)) });
}

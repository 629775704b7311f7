import type { Runtime } from '../matrix/case.ts';

/** A framework or a server in which the probes live: a group of the table's rows. A file in `hosts/` has one for its default export. */
export interface Host {
  readonly title: string;
  /** Each version of it: what is installed. */
  readonly versions: Readonly<Record<string, readonly string[]>>;
  /** The app, file by file. It listens at `PORT` and answers with what `answer` of `control.mjs` says. */
  files(version: string): Readonly<Record<string, string>>;
  /** Where the version runs, as its own package says. @default in every runtime */
  on?(runtime: Runtime, version: string): boolean;
  /** Commands that make the app. @default none */
  readonly build?: readonly (readonly string[])[];
  /** What the runtime is given. @default ['app.mjs'] */
  readonly start?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** @default plain HTTP/1 */
  readonly client?: Client;
}

/** How the app is asked. */
export interface Client {
  /** Status and body, as `200 ok`; whatever went wrong, in words. */
  ask(port: number, path: string): Promise<string>;
  /** Opens what does not end by itself, and resolves with how it ended, as seen by the client. */
  hold?(port: number): Promise<{ readonly ended: Promise<string>; readonly well: string | RegExp }>;
}

/** `20` of `Node 20`; `undefined` for what is not Node. */
export const nodeLine = ({ kind, name }: Runtime): number | undefined =>
  kind === 'node' ? Number(name.split(' ')[1]) : undefined;

/** In Node from this line on, and nowhere else. */
export const fromNode =
  (line: number) =>
  (runtime: Runtime): boolean =>
    (nodeLine(runtime) ?? 0) >= line;
export const onlyIn =
  (...kinds: readonly Runtime['kind'][]) =>
  ({ kind }: Runtime): boolean =>
    kinds.includes(kind);

/**
 * What the apps share. The drain goes on until somebody asks for `/release`, and `/slow` is answered once closing has begun: a request in
 * flight through all of it, whatever the machine's speed.
 */
export const CONTROL = `
function control() {
  let release, close;
  const released = new Promise((resolve) => { release = resolve; });
  const closing = new Promise((resolve) => { close = resolve; });
  return { release, close, released, closing };
}
// A bundler may make several copies of this module.
const { release, close, released, closing } = (globalThis.control ??= control());

export const port = Number(process.env.PORT);
export const host = '127.0.0.1';
export const ping = { name: 'ping', run: () => true };
export const drain = {
  delayMs: 0,
  deadlineMs: 120_000,
  whileDraining: { name: 'the test', timeoutMs: 100_000, run: () => released },
  whileClosing: { name: 'slow', run: () => close() },
};

export async function answer(path) {
  if (path === '/release') release();
  if (path !== '/slow') return path === '/release' ? 'released' : 'app';
  console.log('slow has begun');
  await closing;
  return 'slow';
}

export const respond = async (request) => new Response(await answer(new URL(request.url).pathname));
`;

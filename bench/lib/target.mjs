import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { pinned, SERVER_CORE } from './pin.mjs';

const HOST = fileURLToPath(new URL('host.mjs', import.meta.url));

/**
 * What a target is asked to be.
 * @typedef {object} TargetOptions
 * @property {number} [checks] how many checks it has; default 0
 * @property {number} [checkMs] how long each takes; `Infinity`: it never settles; default 0
 * @property {boolean} [shutdown] sets up the shutdown as the library's README does
 * @property {number} [port] default: any
 * @property {number} [probePort] for libraries with a port of their own; default: any
 */

/**
 * A server under test, in a process of its own on the server's core.
 * @typedef {object} Target
 * @property {string} id
 * @property {number} pid
 * @property {string} live URL of its liveness endpoint
 * @property {string} ready URL of its readiness endpoint
 * @property {string} app URL of the app's own route
 * @property {string} beside the same of the second server of the process, where it has two
 * @property {number} startedMs from spawning to listening
 * @property {Promise<unknown>} exited
 * @property {(command: string, data?: unknown) => Promise<any>} ask
 * @property {() => Promise<void>} stop
 */

/** A target's process has ended where it should have listened. */
export class TargetEnded extends Error {}

/** @type {Set<import('node:child_process').ChildProcess>} */
const children = new Set();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/**
 * Starts `targets/<id>.mjs`; `<id>+<id>` are two servers in one process.
 * @param {string} id
 * @param {TargetOptions} [options]
 * @param {{ pin?: boolean, quiet?: boolean }} [how] `pin: false` leaves it to the system on which core it runs; `quiet` hides its standard error
 * @returns {Promise<Target>}
 */
export async function start(id, options = {}, { pin = true, quiet = false } = {}) {
  const startedAt = performance.now();
  // JSON has no Infinity.
  const wire = { ...options, ...(options.checkMs === Number.POSITIVE_INFINITY ? { checkMs: -1 } : {}) };
  const own = ['--expose-gc', HOST, id, JSON.stringify(wire)];
  const [command, args] = pin ? pinned(SERVER_CORE, process.execPath, own) : [process.execPath, own];
  const child = spawn(command, args, {
    stdio: ['ignore', 'ignore', quiet ? 'ignore' : 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  children.add(child);
  const exited = once(child, 'exit').finally(() => children.delete(child));
  const ready = await Promise.race([
    once(child, 'message', { signal: AbortSignal.timeout(60_000) }),
    exited.then(([code, signal]) => {
      throw new TargetEnded(`the target ${id} ended with ${code ?? signal} before it listened`);
    }),
  ]);
  const { live, ready: readyUrl, app, beside } = ready[0];

  return {
    id,
    pid: child.pid ?? 0,
    live,
    ready: readyUrl,
    app,
    beside,
    startedMs: performance.now() - startedAt,
    exited,
    async ask(what, data) {
      const answered = once(child, 'message', { signal: AbortSignal.timeout(60_000) });
      child.send({ command: what, data });
      const [answer] = await answered;
      return answer;
    },
    async stop() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

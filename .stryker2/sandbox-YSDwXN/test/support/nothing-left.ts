// @ts-nocheck
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { afterAll, beforeAll, expect, vi } from 'vitest';

/**
 * The files of a worker share its process and the modules that were loaded into it, which halves the time of all of them. So each
 * has to leave the process as it found it, or the next one fails for it: where it does not, it fails itself, here.
 */
const SHARED = { globalThis, process, console, Date, JSON, Math, performance, fs, http, net };

/** What packages do to a process for good when they are loaded, wherever that is. */
const OF_PACKAGES = new Set([
  // graceful-fs
  ...['process.chdir', 'process.cwd', 'fs.close', 'fs.closeSync'],
  // require-in-the-middle, and on-exit-leak-free under pino
  ...['process.getBuiltinModule', 'listeners of exit: onExit'],
  // MikroORM, and pg-promise
  ...['process.env.MIKRO_ORM_COLORS', 'globalThis.mikro-orm-metadata', 'globalThis.pgPromiseAssert'],
]);

/** What is made when it is first read, as Node does with many of its globals. */
const LAZY = Symbol('lazy');

/** Timers that are fake, spies, stubs, settings and listeners that stayed: all that is not as it was shows here by its name. */
function surroundings(): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>([
    ['working directory', process.cwd()],
    ['exit code', process.exitCode],
  ]);
  for (const [name, value] of Object.entries(process.env)) found.set(`process.env.${name}`, value);
  for (const event of process.eventNames())
    for (const { name } of process.rawListeners(event)) {
      const listeners = `listeners of ${String(event)}: ${name}`;
      found.set(listeners, Number(found.get(listeners) ?? 0) + 1);
    }
  for (const [name, object] of Object.entries(SHARED))
    for (const [key, { value, get }] of Object.entries(Object.getOwnPropertyDescriptors(object)))
      if (!key.startsWith('_')) found.set(`${name}.${key}`, get === undefined ? value : LAZY);
  return found;
}

const servers = () => process.getActiveResourcesInfo().filter((name) => /^(?:TCPServer|Pipe)Wrap$/.test(name)).length;

let before = surroundings();
let serversBefore = 0;

beforeAll(() => {
  before = surroundings();
  serversBefore = servers();
});

afterAll(async () => {
  const after = surroundings();
  const left = [...new Set([...before.keys(), ...after.keys()])].filter(
    (name) => before.get(name) !== LAZY && !Object.is(before.get(name), after.get(name)) && !OF_PACKAGES.has(name),
  );
  expect(left, 'what this file has left behind').toEqual([]);
  const close = () => expect(servers(), 'servers that this file has left behind').toBeLessThanOrEqual(serversBefore);
  await vi.waitFor(close, { timeout: 20_000 });
});

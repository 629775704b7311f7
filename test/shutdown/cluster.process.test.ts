import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { blocksOf } from '../docs/snippets.ts';
import { freePorts } from '../support/free-port.ts';
import { ask } from './ask.ts';
import { type Client, startLoad } from './load.ts';
import { endAll, startCommand } from './process.ts';

afterEach(endAll);

const example = (path: string): string => fileURLToPath(new URL(`../../examples/${path}`, import.meta.url));
/** The lines that an example's page shows, without its commands; what differs from run to run is `0`. */
function shownIn(page: string, pattern: RegExp): Set<string> {
  const blocks = blocksOf(`examples/${page}`, 'console').join('\n').split('\n');
  return new Set(blocks.filter((line) => pattern.test(line)).map(alike));
}
const alike = (line: string): string =>
  line.replace(/[\d.:T-]*\d( m?s)?/g, '0').replace(/(request|connection)s/g, '$1');

const client: Client = { path: '/', expected: 'Hello!\n', pauseMs: () => 10 * Math.random() };
const loadOn = (port: number) =>
  startLoad(
    Array.from({ length: 20 }, () => client),
    () => port,
  );

describe('examples/cluster', () => {
  it('loses nothing in a rolling reload, nor at the end, and its probe says so', { timeout: 120_000 }, async () => {
    const [port = 0, probes = 0] = await freePorts(2);
    const primary = startCommand([process.execPath, example('cluster/primary.js')], {
      env: { PORT: String(port), PROBE_PORT: String(probes) },
    });
    await primary.line('probes on');
    expect(await ask(probes, '/readyz')).toBe(200);
    const load = loadOn(port);
    primary.child.kill('SIGHUP');
    await primary.line('reloaded');
    expect(await ask(probes, '/readyz')).toBe(200);
    const { requests, errors } = await load.stop();
    expect(errors).toEqual({});
    expect(requests).toBeGreaterThan(500);
    primary.child.kill('SIGTERM');
    await primary.line('draining (SIGTERM)');
    expect(await ask(port, '/')).toBe(200);
    expect(await ask(probes, '/readyz')).toBe(503);
    expect(await primary.ended).toBe(0);
    // Two that were replaced, two that replaced them.
    expect(primary.lines.filter((line) => line.includes('database closed'))).toHaveLength(4);
    expect(primary.lines.map(alike)).toEqual(
      expect.arrayContaining([...shownIn('cluster/README.md', /^(probez|worker|reloaded|probes)/)]),
    );
  });
});

describe('examples/pm2', () => {
  const home = mkdtempSync(join(tmpdir(), 'probez-pm2-'));
  const pm2 = async (env: Record<string, string>, ...args: readonly string[]): Promise<string> => {
    const cli = fileURLToPath(new URL('../../node_modules/pm2/bin/pm2', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [cli, ...args], {
      cwd: example('pm2'),
      env: { ...process.env, PM2_HOME: home, ...env },
    });
    return stdout;
  };
  afterEach(async () => {
    await pm2({}, 'kill');
    rmSync(home, { recursive: true, force: true });
  });

  it('loses nothing in a reload, and closes in order at the end', { timeout: 120_000 }, async () => {
    const [port = 0] = await freePorts(1);
    const env = { PORT: String(port), PM2_DISCRETE_MODE: 'true', NO_COLOR: '1' };
    const told = [await pm2(env, 'start', 'ecosystem.config.cjs')];
    await expect.poll(() => ask(port, '/readyz')).toBe(200);
    const load = loadOn(port);
    told.push(await pm2(env, 'reload', 'app'));
    const { requests, errors } = await load.stop();
    expect(errors).toEqual({});
    expect(requests).toBeGreaterThan(200);
    await pm2(env, 'stop', 'app');
    // What a worker writes after it has left the cluster PM2 does not take; its own log has the exit codes.
    const log = readFileSync(join(home, 'pm2.log'), 'utf8');
    expect(log.match(/exited with code \[\d+\]/g)).toEqual(Array.from({ length: 4 }, () => 'exited with code [0]'));
    expect(log).not.toContain('SIGKILL');
    const lines = [...told.join('\n').split('\n'), ...log.split('\n')];
    expect(lines.map(alike)).toEqual(
      expect.arrayContaining([...shownIn('pm2/README.md', /^\[PM2\]|exited with code/)]),
    );
  });
});

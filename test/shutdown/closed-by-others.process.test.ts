import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { ask } from './ask.ts';
import { beginRequest, endAll, fixture, portOf, type Running, start, startCommand } from './process.ts';

afterEach(endAll);

const told = ({ lines }: Running): string[] =>
  lines.filter((line) => / was closed during the drain by | was called while /.test(line));

/** A request is in flight when the signal comes. */
async function stopped(service: Running, path = '/slow') {
  const slow = await beginRequest(service, path);
  service.child.kill('SIGTERM');
  return { inFlight: await slow.answer, exit: await service.ended };
}

describe('somebody else closes the service in its drain', () => {
  it.each([
    [
      'server.close() in a listener that was there before',
      'somebody else (SIGTERM is also handled by () => server.close())',
    ],
    ['server.close() in a listener that came later', 'somebody else (SIGTERM is also handled by () => server.close())'],
    ['server.close() a while later', 'somebody else (SIGTERM is also handled by () => setTimeout('],
    [
      'server.close() in a listener that hears it once',
      'somebody else (SIGTERM is also handled by () => server.close())',
    ],
    ['@godaddy/terminus', '@godaddy/terminus, so '],
    ['srvx', 'srvx, so '],
    ['NestJS on Express', "NestJS's enableShutdownHooks(), so "],
    ['NestJS on Fastify', "NestJS's enableShutdownHooks(), so "],
  ])('%s: one line says who, the request is answered, the hooks run, exit 0', async (scene, who) => {
    const service = start('others.mjs', { SCENE: scene, HOOKS: '1' });
    expect(await stopped(service)).toEqual({ inFlight: 200, exit: 0 });
    expect(told(service)).toEqual([
      expect.stringMatching(/probez: shutdown: the server on port \d+ was closed during the drain by /),
    ]);
    expect(told(service)[0]).toContain(`by ${who}`);
    expect(service.lines).toContain('database closed');
    expect(service.lines.join('\n')).not.toContain('service goes on');
    expect(service.lines.join('\n')).toMatch(/finished in .* exit code 0$/m);
  });

  it.each([
    ['close-with-grace', 200, 0, 'close-with-grace/index.js'],
    ['process.exit()', 'ECONNRESET', 3, 'others.mjs'],
    [
      'process.exit, handed to a timer',
      'ECONNRESET',
      3,
      'by somebody else (SIGTERM is also handled by () => setTimeout(',
    ],
    ['process.exit(), where stacks are turned off', 'ECONNRESET', 3, 'by somebody else (SIGTERM is also handled by'],
    [
      'process.exit(), where a hook makes something else of stacks',
      'ECONNRESET',
      3,
      'by somebody else (SIGTERM is also handled by',
    ],
    ['process.exit(), when the server has closed', 200, 3, 'others.mjs'],
  ])(
    'and ends the process, too: %s. What hooks do at once is done, and a line says who',
    async (scene, inFlight, exit, who) => {
      const service = start('others.mjs', { SCENE: scene });
      expect(await stopped(service)).toEqual({ inFlight, exit });
      expect(service.lines).toContain('database closed');
      expect(told(service).at(-1)).toMatch(/^probez: shutdown: process\.exit\(\) was called while \w+ by /);
      expect(told(service).at(-1)).toContain(who);
    },
  );

  it.each([
    ['in the middle of a request', 'ECONNRESET', 1, /still open: GET \/slow/],
    [
      'in the middle of a hook',
      200,
      1,
      /, interrupted: onClose hook "database", onClose hooks that were started but not awaited: "logs"\./,
    ],
    ['when all is done at once', 200, 0, /onClose hooks that were started but not awaited: "database"\./],
  ])('process.exit(0), %s: what was cut is named, and not hidden by the code', async (when, inFlight, exit, line) => {
    const service = start('others.mjs', { SCENE: `process.exit(0), ${when}` });
    expect(await stopped(service)).toEqual({ inFlight, exit });
    expect(told(service).at(-1)).toMatch(line);
  });

  it.each([
    'close(), and process.exit(0) behind it',
    'fastify-graceful-shutdown',
    'close() while it closes',
    'close() alone',
  ])("Fastify: %s. The app's hooks run, then ours, exit 0", async (scene) => {
    const service = start('others.mjs', { SCENE: `Fastify: ${scene}` });
    expect(await stopped(service)).toEqual({ inFlight: 200, exit: 0 });
    expect(service.lines.filter((line) => /^(the app has|database) closed/.test(line))).toEqual([
      'the app has closed',
      'database closed',
    ]);
    expect(service.lines.join('\n')).toMatch(/finished in .* exit code 0$/m);
    expect(service.lines.join('\n')).not.toContain('process.exit() was called');
  });

  it.each(['an exception', 'an exception, where stacks are turned off'])(
    '%s is not taken for process.exit()',
    async (scene) => {
      const service = start('others.mjs', { SCENE: scene });
      expect(await stopped(service)).toEqual({ inFlight: 'ECONNRESET', exit: 1 });
      expect(told(service)).toEqual([]);
    },
  );

  it('fastify-cli: the app waits for our hooks', async () => {
    const cli = fileURLToPath(new URL('../../node_modules/fastify-cli/cli.js', import.meta.url));
    const service = startCommand(
      [process.execPath, cli, 'start', '--port', '0', '--close-grace-delay', '20000', 'app.js'],
      {
        cwd: fixture('fastify-cli'),
      },
    );
    expect(await stopped(service)).toEqual({ inFlight: 200, exit: 0 });
    expect(service.lines).toContain('database closed');
    expect(told(service)).toEqual([expect.stringContaining('by close-with-grace (also used by fastify-cli)')]);
  });
});

describe('tracing', () => {
  const of = ({ lines }: Running, pattern: RegExp): string[] => lines.filter((line) => pattern.test(line));

  it("that OpenTelemetry's register ends at the signal: one line says so, and all else goes well", async () => {
    const service = start('others.mjs', { SCENE: "OpenTelemetry's register" });
    expect(await stopped(service)).toEqual({ inFlight: 200, exit: 0 });
    expect(of(service, /is also handled by/)).toEqual([
      "probez: shutdown: SIGTERM is also handled by the OpenTelemetry SDK's register, which shuts down at once. Instead: start the SDK yourself " +
        'and shut it down in an onClose hook; otherwise spans and metrics of the drain are lost',
    ]);
    expect(of(service, /^(span|tracing|database)/)).toEqual(['tracing ended', 'database closed']);
  });

  it('that a hook ends: the spans of the drain are told', async () => {
    const service = start('others.mjs', { SCENE: 'OpenTelemetry, ended in a hook' });
    expect(await stopped(service)).toEqual({ inFlight: 200, exit: 0 });
    expect(of(service, /is also handled by/)).toEqual([]);
    expect(of(service, /^(span|tracing|database)/)).toEqual(['span /slow', 'database closed', 'tracing ended']);
  });
});

describe('NestJS without its hooks', () => {
  it.each(['Express', 'Fastify'])('on %s: gracefulShutdown(app) drains, and closes the app', async (platform) => {
    const service = start('others.mjs', { SCENE: `NestJS on ${platform}, without hooks` });
    const slow = await beginRequest(service, '/slow');
    service.child.kill('SIGTERM');
    await service.line('closing in 3.0 s');
    expect(await ask(await portOf(service), '/slow')).toBe(200);
    expect(await slow.answer).toBe(200);
    expect(await service.ended).toBe(0);
    expect(told(service)).toEqual([]);
    expect(service.lines.join('\n')).toMatch(/hook "close of the app" done[\s\S]*database closed/);
  });
});

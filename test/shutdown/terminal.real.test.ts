import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { missing } from '../support/missing.ts';
import { beginRequest, endAll, fixture, portOf, type Running, startCommand } from './process.ts';

afterEach(endAll);

const app = `${process.execPath} ${fixture('exits.mjs')}`;

/**
 * A command in a pseudo-terminal of its own. `script` runs it with $SHELL; bash puts the command in its own place, where
 * dash stays beside it, hears the Ctrl-C too and ends with 130 whatever the command answered.
 */
const inTerminal = (command: string, options: object): Running =>
  startCommand(['script', '-qec', command, '/dev/null'], {
    cwd: fixture('wrapped'),
    env: {
      SCENE: 'plain',
      OPTIONS: JSON.stringify(options),
      SHELL: '/bin/bash',
      npm_config_script_shell: '/bin/bash',
    },
  });

/** As the keyboard sends it: the terminal makes a SIGINT of it, for everybody in the foreground. */
const pressCtrlC = ({ child }: Running): void => void child.stdin?.write('\x03');

/** The number of the process itself, whatever stands around it. */
const pidOf = async (service: Running): Promise<number> => Number((await service.line(/^pid \d+/)).split(' ')[1]);

/** Longer than any test: who waits for it has not understood. */
const long = { delayMs: 60_000, deadlineMs: 90_000 };

describe.skipIf(missing('script', 'bash'))('at a terminal', () => {
  it.each([
    ['node', app],
    ['npm start', 'npm start --silent'],
    ['node, whose standard input is a pipe', `sleep 1000 | ${app}`],
    ['tsx', `npx tsx ${fixture('exits.mjs')}`],
  ])('Ctrl-C does not wait for load balancers, and drains: %s', async (_name, command) => {
    const service = inTerminal(command, long);
    const slow = await beginRequest(service, '/?ms=1000');
    pressCtrlC(service);
    expect(await slow.answer).toBe(200);
    await service.line(/finished in .* \(SIGINT\), exit code 0$/);
    expect(service.lines.join('\n')).toContain('draining (SIGINT): not ready, closing at once; 1 request');
    expect(service.lines).toContain('database closed');
    expect(service.lines.join('\n')).not.toContain('told to end');
  });

  it('a second Ctrl-C ends it at once, and says what was open', async () => {
    const service = inTerminal(app, {});
    const slow = await beginRequest(service, '/report?ms=20000&token=geheim');
    pressCtrlC(service);
    await service.line('closing after');
    await pause(400);
    pressCtrlC(service);
    expect(await service.ended).toBe(1);
    expect(await slow.answer).toBe('ECONNRESET');
    expect(service.lines.at(-1)).toMatch(
      /asked to exit immediately after .* \(SIGINT\), exit code 1; still open: GET \/report \([\d.]+ m?s\)$/,
    );
    expect(service.lines).not.toContain('database closed');
  });

  it('Ctrl-C shortens what a supervisor has begun', async () => {
    const service = inTerminal(app, long);
    await portOf(service);
    process.kill(await pidOf(service), 'SIGTERM');
    await service.line('closing in 60.0 s');
    pressCtrlC(service);
    await service.line('SIGINT at a terminal: closing without further delay');
    expect(await service.ended).toBe(0);
    expect(service.lines.at(-1)).toMatch(/finished in .* \(SIGTERM\), exit code 0$/);
  });

  it('there is no delay on SIGTERM either, unless one was asked for: this is development', async () => {
    const service = inTerminal(app, {});
    await portOf(service);
    process.kill(await pidOf(service), 'SIGTERM');
    await service.line('closing at once (no delay in development: standard input is a terminal)');
    expect(await service.ended).toBe(0);
  });
});

describe('without a terminal', () => {
  it('SIGINT is a full stop, with its delay: PM2 and docker kill send it', async () => {
    const service = startCommand([process.execPath, fixture('exits.mjs')], {
      env: { SCENE: 'plain', OPTIONS: '{"delayMs":400}' },
    });
    await portOf(service);
    service.child.kill('SIGINT');
    await service.line('draining (SIGINT): not ready, closing in 0.4 s');
    expect(await service.ended).toBe(0);
    expect(service.lines.at(-1)).toMatch(/finished in .* \(SIGINT\), exit code 0$/);
  });
});

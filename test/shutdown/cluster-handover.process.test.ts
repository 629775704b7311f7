import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { endAll, start } from './process.ts';

const root = mkdtempSync(join(tmpdir(), 'probez-cluster-'));
afterEach(endAll);
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A request on a connection of its own: connected once the machine has taken it, whoever serves it later. */
function request(port: number) {
  const asked = http.get({ host: '127.0.0.1', port, agent: false });
  const body = once(asked, 'response').then(async ([response]: http.IncomingMessage[]) => {
    let text = '';
    for await (const chunk of response ?? []) text += chunk;
    return text;
  });
  const connected = once(asked, 'socket').then(([socket]) => once(socket, 'connect'));
  return { connected, body: body.catch((error: NodeJS.ErrnoException) => String(error.code)) };
}

describe('a worker of node:cluster that stops while its primary stands still', () => {
  const server = 'a server';
  it.each([
    { told: 'SIGTERM', target: server, policy: 'rr' },
    { told: 'SIGTERM', target: 'an app that closes a server of its own', policy: 'rr' },
    { told: 'SIGINT', target: server, policy: 'rr' },
    { told: 'worker.kill()', target: server, policy: 'rr' },
    { told: 'a message', target: server, policy: 'rr' },
    { told: 'SIGTERM, then disconnect()', target: server, policy: 'rr' },
    { told: 'SIGTERM', target: server, policy: 'none' },
  ])('loses none that waits for the primary: $told, $target, policy $policy', { timeout: 120_000 }, async (row) => {
    const port = await freePort();
    const cues = mkdtempSync(join(root, 'cues-'));
    const cue = (name: string): void => writeFileSync(join(cues, name), '');
    const { told: TOLD, target: TARGET, policy: POLICY } = row;
    const primary = start('cluster.mjs', { PORT: String(port), HOLD: cues, TOLD, TARGET, POLICY });
    await primary.line('held until connected');
    const requests = Array.from({ length: 4 }, () => request(port));
    await Promise.all(requests.map(({ connected }) => connected));
    cue('connected');
    await primary.line('worker 1: probez: shutdown: closing');
    // Time to exit, for one that does not wait.
    await wait(500);
    if (POLICY === 'rr') expect(primary.lines.join('\n')).not.toContain('worker 1: probez: shutdown: closed');
    cue('closing');
    const bodies = await Promise.all(requests.map(({ body }) => body));
    expect(bodies).toEqual(Array.from(requests, () => expect.stringMatching(/^worker [12]$/)));
    expect(await primary.line('worker 1 exit')).toBe('worker 1 exit 0');
    expect(primary.lines.join('\n')).not.toContain('drain timeout');
  });
});

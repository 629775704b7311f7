import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { createHealth, manualCheck } from '@probez/core';
import { createFakeClock } from '@probez/core/testing';
import { expect, it } from 'vitest';
import { statusPage as forRequests } from '../src/fetch.ts';
import { answerNode } from '../src/node.ts';
import { createPage, type StatusPageOptions } from '../src/page.ts';

/** A service that has much to tell. */
async function busy(count: number) {
  const clock = createFakeClock();
  const checks = Array.from({ length: count }, (_, index) => manualCheck({ name: `check ${index}`, initial: 'pass' }));
  const health = createHealth({ logger: false, clock, checks });
  await health.start();
  let turn = 0;
  const tell = async (turns: number) => {
    for (const end = turn + turns; turn < end; turn += 1) {
      for (const check of checks) {
        if (turn % 2 === 0) check.fail(`down, ${turn}`);
        else check.pass();
      }
      await clock.advance(500);
    }
  };
  return { health, tell };
}

const options: StatusPageOptions = { details: 'always', maxStreams: 1 };
const url = '/status/events';

it('a client of Node’s that does not read is let go, and there is room for another', async () => {
  const { health, tell } = await busy(200);
  const page = createPage(health, options);
  const open = () => {
    const request = Object.assign(new IncomingMessage(new Socket()), { url, method: 'GET' });
    // Without a socket everything waits.
    const response = new ServerResponse(request);
    answerNode(page, request, response);
    return response;
  };
  const idle = open();
  await tell(1);
  expect(idle.destroyed).toBe(false);
  await tell(70);
  expect(idle.destroyed).toBe(true);
  idle.emit('close');
  const next = open();
  expect(next.statusCode).toBe(200);
  await tell(2);
  expect(next.destroyed).toBe(false);
  await health.stop();
});

it('a client with a Response that does not read is let go, and there is room for another', async () => {
  const { health, tell } = await busy(5);
  const page = forRequests(health, options);
  const open = () => page(new Request(`http://127.0.0.1${url}`));
  const idle = open();
  expect(await open()?.text()).toBe('retry: 60000\n\n');
  await tell(120);
  const next = open();
  await tell(2);
  // To its end, and no error: it comes back.
  expect(await idle?.text()).toContain('event: update');
  const reader = next?.body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toContain('event: update');
  await reader?.cancel();
  await health.stop();
});

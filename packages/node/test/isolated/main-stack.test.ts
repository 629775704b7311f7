import { EventEmitter } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { captureMainStack } from '../../src/isolated/main-stack.ts';

const sessions: EventEmitter[] = [];

/** The main thread cannot be asked by itself: a session that says what it is told to. */
class FakeSession extends EventEmitter {
  connectToMainThread(): void {
    sessions.push(this);
  }
  post(): void {}
  disconnect(): void {}
}

const PAUSED = {
  params: {
    callFrames: [
      {
        functionName: 'spin',
        url: 'file:///app/main.js',
        location: { scriptId: '1', lineNumber: 11, columnNumber: 4 },
      },
    ],
  },
};
const FRAMES = ['spin (/app/main.js:12:5)'];

function standStill(ms: number): void {
  const end = Date.now() + ms;
  while (Date.now() < end);
}

test('an answer that is as late as the time-out, since nothing ran meanwhile, is an answer in time', async () => {
  const capture = captureMainStack(500, new FakeSession());
  standStill(1_000);
  // The timers are run, and then what has come.
  await turn();
  await turn();
  sessions.at(-1)?.emit('Debugger.paused', PAUSED);
  expect(await capture.first).toEqual({ frames: FRAMES, native: false });
  capture.end();
});

test('no answer in time: it is outside JavaScript, and where it returns is told later', async () => {
  const capture = captureMainStack(50, new FakeSession());
  expect(await capture.first).toEqual({ frames: [], native: true });
  sessions.at(-1)?.emit('Debugger.paused', PAUSED);
  expect(capture.latest()).toEqual({ frames: FRAMES, native: true });
  capture.end();
});

import { afterEach, describe, expect, it } from 'vitest';
import { endAll, start } from './process.ts';

afterEach(endAll);

const LINE =
  'probez: the process ends, because nothing keeps it alive: no server, no connection, no timer. The probe port does not';

describe.each([false, true])('a process that ends by itself with an open probe port, isolated: %s', (isolated) => {
  it.each([
    ['says why', '', true],
    ['says it once, where the log keeps it alive for a moment', 'slow log', true],
    ['ends, where the log throws', 'log throws', false],
    ['says nothing, where it is told not to', 'no log', false],
    ['says nothing, where the port is closed', 'closed', false],
    ['says nothing, where health is stopped: a job that is done', 'stopped', false],
    ['says nothing, where it drains', 'drained', false],
    ['says nothing, where health was never started', 'not started', false],
  ])('%s', async (_what, scene, told) => {
    const service = start('nothing-left.mjs', { SCENE: scene, ISOLATED: String(isolated) });
    expect(await service.ended).toBe(0);
    expect(service.lines.filter((line) => line.startsWith('probez: '))).toEqual(told ? [LINE] : []);
    expect(service.lines).toContain('up');
  });
});

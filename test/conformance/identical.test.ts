import { describe, expect, it } from 'vitest';
import { exchange } from '../support/raw-http.ts';
import type { ConformanceAdapter } from './adapter.ts';
import { ADAPTERS, node } from './apps.ts';
import { CASES } from './cases.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';
import { bytesOf, run } from './suite.ts';

const TABLE = CASES.filter((one) => one.type !== 'app' && one.inRouter === undefined);

/** Status, our headers and body of the whole table, as one text. */
async function transcript(adapter: ConformanceAdapter): Promise<string> {
  const told: string[] = [];
  for (const [name, { health, ...mounting }] of Object.entries<Scenario>(SCENARIOS)) {
    const app = await run(adapter, { health: await health(), ...mounting });
    for (const one of TABLE.filter((each) => each.in === name)) {
      const method = one.send.slice(0, one.send.indexOf(' '));
      const [response] = await exchange(app, bytesOf(one), [method]);
      const headers = response?.headers
        .filter(([key]) => key !== 'Date' && key !== 'Keep-Alive')
        .map((header) => header.join(': '));
      told.push(`${name}: ${one.send}\n${response?.status}\n${headers?.join('\n')}\n\n${response?.body}`);
    }
    await app.close();
  }
  return told.join('\n');
}

describe('every framework gives the same status, headers and body', async () => {
  const expected = await transcript(node);
  // A `Response` keeps neither the case of a name nor an order: those that take one are held to the table by their own suites.
  it.each(ADAPTERS.filter(({ fetch }) => fetch !== true))('$name', async (adapter) => {
    expect(TABLE.length).toBeGreaterThan(100);
    expect(await transcript(adapter)).toBe(expected);
  });
});

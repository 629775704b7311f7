import { afterEach, describe, expect, it } from 'vitest';
import { foreignListeners } from '../../src/shutdown/foreign.ts';

const EVENT = 'probez-foreign-listeners';
afterEach(() => void process.removeAllListeners(EVENT));

/** As it stands in a file of JavaScript: what a bundler would change must not matter. */
const written = (source: string): ((...args: unknown[]) => void) => new Function(`return ${source}`)();

describe('who else hears the signal is shown by', () => {
  it.each<[string, (...args: unknown[]) => void, string]>([
    ['its source', written('() => server.close()'), '() => server.close()'],
    [
      'as much of its source as fits',
      written(`() => { ${'work(); '.repeat(20)} }`),
      `() => { ${'work(); '.repeat(8)}work();…`,
    ],
    ['the name of what was bound (exit-hook)', written('(function exit() {}).bind(undefined)'), 'bound exit'],
    [
      'what it is, where it was bound without a name',
      written('(() => () => {})().bind(undefined)'),
      'a bound function',
    ],
    [
      'what it is known for: async-exit-hook',
      written(`function () {
        const eventFilters = filters[event];
        for (let i = 0; i < eventFilters.length; i++) {
          if (eventFilters[i].apply(this, arguments)) {
            return;
          }
        }
        exit(code !== undefined && code !== null, code);
      }`),
      'async-exit-hook',
    ],
    [
      'what it is known for: async-exit-hook, minified',
      written('function(){let e=r[t];for(let t=0;t<e.length;t++)if(e[t].apply(this,arguments))return;n(o!=null,o)}'),
      'async-exit-hook',
    ],
    [
      'what it is known for: death',
      written(`function() {
        var args = Array.prototype.slice.call(arguments, 0)
        args.unshift(key)
        callback.apply(null, args)
      }`),
      'death',
    ],
    [
      'what it is known for: death, minified',
      written('function(){var t=Array.prototype.slice.call(arguments,0);t.unshift(e),n.apply(null,t)}'),
      'death',
    ],
  ])('%s', (_what, listener, name) => {
    process.on(EVENT, listener);
    expect(foreignListeners(EVENT).map((one) => one.name)).toEqual([name]);
  });
});

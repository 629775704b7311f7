import { describe, expect, it } from 'vitest';
import { createEventList } from '../../src/machine/event-list.ts';

const event = (message: string, reason = 'Unhealthy') => ({
  container: 'app',
  fieldPath: 'spec.containers{app}',
  type: 'Warning' as const,
  reason,
  message,
});

describe('events as a node records them', () => {
  it('counts equal ones', () => {
    const events = createEventList();
    for (let at = 0; at < 5000; at += 1000) events.add(at, event('no'));
    expect(events.list()).toEqual([{ ...event('no'), count: 5, firstAt: 0, lastAt: 4000 }]);
  });

  it('combines the tenth different one and those after it', () => {
    const events = createEventList();
    for (let index = 0; index < 13; index++) events.add(index, event(`no ${index}`));
    expect(events.list()).toHaveLength(10);
    expect(events.list().at(-1)).toMatchObject({ message: '(combined from similar events): no 12', count: 4 });
  });

  it('writes 25 at once and then one every five minutes, counting on meanwhile', () => {
    const events = createEventList();
    for (let second = 0; second < 3600; second++) events.add(second * 1000, event('no'));
    const [listed] = events.list();
    expect(listed?.count).toBeGreaterThan(3000);
    expect(listed?.lastAt).toBeLessThan(3_600_000);
    const few = createEventList();
    for (let second = 0; second < 100; second++) few.add(second * 1000, event('no'));
    expect(few.list()[0]).toMatchObject({ count: 25, lastAt: 24_000 });
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { joinStop } from '../../src/shutdown/process-stop.ts';
import { Stop, type StopMember, type StopSeat } from '../../src/shutdown/stop.ts';
import * as terminal from '../../src/shutdown/terminal.ts';

const SIGNAL = 'SIGHUP';

/** The test runner and its like hear signals too, and would end the process. */
let foreign: ReadonlySet<unknown> = new Set();

beforeEach(() => {
  foreign = new Set([...process.listeners(SIGNAL), ...process.listeners('SIGINT')]);
  vi.spyOn(terminal, 'hasTerminal').mockReturnValue(false);
});
afterEach(() => vi.restoreAllMocks());

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const ours = (signal: NodeJS.Signals) => process.listeners(signal).filter((listener) => !foreign.has(listener));

/** A signal that nobody but the stop hears. */
function tell(signal: NodeJS.Signals): void {
  for (const listener of ours(signal)) listener(signal);
}

/** A member that writes down what it is told. */
function memberOf(name: string, told: string[], signals: readonly NodeJS.Signals[] = [SIGNAL]): StopMember {
  return {
    signals,
    begin: (reason, hurried) => void told.push(`${name} begins: ${reason}${hurried ? ', hurried' : ''}`),
    joined: (signal) => void told.push(`${name} joined by ${signal}`),
    hurry: (signal) => void told.push(`${name} hurries: ${signal}`),
    end: (cause) => void told.push(`${name} ends: ${cause}`),
  };
}

function stopOf(...names: readonly string[]) {
  const told: string[] = [];
  const codes: number[] = [];
  let gone = 0;
  const stop = new Stop(
    (code) => void codes.push(code),
    () => {
      gone += 1;
    },
  );
  const seats = names.map((name) => stop.join(memberOf(name, told)));
  return { stop, told, codes, seats, gone: () => gone };
}

const at = (seats: readonly StopSeat[], index: number): StopSeat => {
  const seat = seats[index];
  if (seat === undefined) throw new Error(`no seat ${index}`);
  return seat;
};

describe('a stop of several', () => {
  it('is begun once in each by one signal, and exits when the last is done, with the worst code', async () => {
    const { told, codes, seats } = stopOf('a', 'b');
    tell(SIGNAL);
    expect(told).toEqual(['a begins: SIGHUP', 'b begins: SIGHUP']);
    await at(seats, 0).finish(1);
    expect(codes).toEqual([]);
    tell(SIGNAL);
    tell(SIGNAL);
    expect(told.slice(2)).toEqual(['b joined by SIGHUP']);
    await at(seats, 1).finish(0);
    expect(codes).toEqual([1]);
    expect(ours(SIGNAL)).toHaveLength(0);
  });

  it.each([
    [[-1, 0], -1],
    [[0, -1], -1],
    [[-1, 1], 1],
    [[3, 1], 3],
    [[0, 0], 0],
  ])('exits with the worst code of %j: %i', async (given, worst) => {
    const { codes, seats } = stopOf('a', 'b');
    tell(SIGNAL);
    for (const [index, code] of given.entries()) await at(seats, index).finish(code);
    expect(codes).toEqual([worst]);
  });

  it('has one listener per signal', () => {
    const { seats } = stopOf('a', 'b', 'c');
    expect(ours(SIGNAL)).toHaveLength(1);
    for (const seat of seats) seat.leave();
    expect(ours(SIGNAL)).toHaveLength(0);
  });

  it('is joined by the signal where the app began by itself', async () => {
    const { told, seats } = stopOf('a', 'b');
    at(seats, 1).begin('preStop');
    tell(SIGNAL);
    expect(told).toEqual(['a begins: preStop', 'b begins: preStop', 'a joined by SIGHUP']);
    for (const seat of seats) await seat.finish(0);
  });

  it('ends all of them where the time of one is over, and exits once', async () => {
    const { told, codes, seats } = stopOf('a', 'b');
    tell(SIGNAL);
    const over = at(seats, 0).end(1, 'deadline');
    expect(told.at(-1)).toBe('b ends: deadline');
    await at(seats, 1).end(1, 'deadline');
    await over;
    expect(codes).toEqual([1]);
  });

  it('takes along who comes too late for the signal', async () => {
    const { stop, told, codes, seats } = stopOf('a');
    tell(SIGNAL);
    const late = stop.join(memberOf('late', told));
    expect(told).toEqual(['a begins: SIGHUP']);
    await at(seats, 0).finish(0);
    expect(codes).toEqual([]);
    await turn();
    expect(told.at(-1)).toBe('late begins: SIGHUP');
    await late.finish(0);
    expect(codes).toEqual([0]);
  });

  it('exits without one that was taken away before it had begun', async () => {
    const { stop, told, codes, seats } = stopOf('a');
    tell(SIGNAL);
    const late = stop.join(memberOf('late', told));
    await at(seats, 0).finish(0);
    late.leave();
    await turn();
    expect(codes).toEqual([0]);
    expect(told).toEqual(['a begins: SIGHUP']);
  });

  it('hurries for a Ctrl-C, and ends for the next', async () => {
    const now = vi.spyOn(performance, 'now');
    vi.mocked(terminal.hasTerminal).mockReturnValue(true);
    const told: string[] = [];
    const stop = new Stop(
      () => {},
      () => {},
    );
    const seat = stop.join(memberOf('a', told, ['SIGHUP', 'SIGINT']));
    tell('SIGHUP');
    for (const moment of [1_000, 1_010, 1_400]) {
      now.mockReturnValue(moment);
      tell('SIGINT');
    }
    expect(told).toEqual(['a begins: SIGHUP', 'a hurries: SIGINT', 'a joined by SIGINT', 'a ends: forced']);
    await seat.finish(1);
  });

  it.each<[string, (code: number) => unknown, boolean]>([
    ['returns', () => {}, false],
    ['throws', () => void JSON.parse('{'), false],
    ['rejects', () => Promise.reject(new Error('no')), false],
    ['is pending', () => new Promise(() => {}), true],
  ])('hears a signal that is told again while an exit that %s is at it', async (_how, exit, listening) => {
    const told: string[] = [];
    const stop = new Stop(exit, () => {});
    const seat = stop.join(memberOf('a', told));
    tell(SIGNAL);
    seat.finish(0).catch(() => {});
    tell(SIGNAL);
    await turn();
    expect(ours(SIGNAL)).toHaveLength(listening ? 1 : 0);
    for (const listener of ours(SIGNAL)) process.off(SIGNAL, listener);
  });
});

describe('copies of the package', () => {
  it('share one stop per exit, and those with another exit stay apart', () => {
    const told: string[] = [];
    const [one, other] = [() => {}, () => {}];
    const seats = [
      joinStop(one, memberOf('a', told, [])),
      joinStop(one, memberOf('b', told, [])),
      joinStop(other, memberOf('c', told, [])),
      joinStop(undefined, memberOf('d', told, [])),
      joinStop(process.exit, memberOf('e', told, [])),
    ];
    at(seats, 0).begin('x');
    expect(told).toEqual(['a begins: x', 'b begins: x']);
    at(seats, 4).begin('y');
    expect(told.slice(2)).toEqual(['d begins: y', 'e begins: y']);
    for (const seat of seats) seat.leave();
  });

  it('stand under a name with a version, and nobody can put something else in its place', () => {
    const shared: unknown = Reflect.get(globalThis, Symbol.for('probez.shutdown.v1'));
    expect(Object.keys(Object(shared))).toEqual(['stops', 'servers']);
    expect(Object.isFrozen(shared)).toBe(true);
    expect(Reflect.set(globalThis, Symbol.for('probez.shutdown.v1'), {})).toBe(false);
  });
});

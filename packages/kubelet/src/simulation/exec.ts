import { execStartError } from '../attempt/exec.ts';
import { duration, quote } from '../attempt/go-text.ts';
import { type AttemptOutcome, errored, failure, maxOutputBytes, success } from '../attempt/outcome.ts';
import type { Clock } from '../clock.ts';
import type { Assumptions } from './assumptions.ts';
import type { Running } from './containers.ts';
import type { CommandReply } from './program.ts';
import { runCommand } from './shell.ts';
import { type Execution, hiddenVariables, isExit, type ShellState } from './shell-state.ts';

/** A command that a probe or a hook runs in a container. */
export interface ExecAttempt {
  readonly command: readonly string[];
  /** The probe's timeout in milliseconds; a hook has none. */
  readonly timeoutMs: number | undefined;
}

/** Runs commands in containers, in virtual time, with the messages of a real runtime. */
export type Exec = (
  running: Running | undefined,
  attempt: ExecAttempt,
  done: (outcome: AttemptOutcome) => void,
) => void;

export function createExec({ clock, assumptions }: { clock: Clock; assumptions: Assumptions }): Exec {
  const after = (ms: number, action: () => void) => clock.at(clock.now() + ms, action);
  let ids = 0;

  /** Steps through the command until it ends, its time is up, or its container goes. */
  function run(
    running: Running,
    steps: Execution,
    state: ShellState,
    { command, timeoutMs }: ExecAttempt,
    done: (outcome: AttemptOutcome) => void,
  ) {
    let settled = false;
    const finish = (outcome: AttemptOutcome) => {
      if (settled) return;
      settled = true;
      cancelTimer();
      running.cuts.delete(cut);
      done(outcome);
    };
    const cut = () => finish(failure(state.output));
    running.cuts.add(cut);
    const timedOut = `command timed out: ${quote(command.join(' '))} timed out after ${duration(timeoutMs ?? 0)}`;
    const cancelTimer = timeoutMs === undefined ? () => {} : after(timeoutMs, () => finish(failure(timedOut)));
    const step = () => {
      if (settled) return;
      try {
        const next = steps.next();
        if (!next.done) return void after(next.value.ms, step);
        const output = state.output.slice(0, maxOutputBytes);
        after(2, () => finish(next.value === 0 ? success(output) : failure(output)));
      } catch (error) {
        if (!isExit(error)) throw error;
        finish(error.status === 0 ? success(state.output) : failure(state.output));
      }
    };
    step();
  }

  return (running, attempt, done) => {
    if (running === undefined) return void after(1, () => done(errored('unknown', 'container not running')));
    const { command } = attempt;
    const state = shellState(running, command, assumptions);
    const steps = execution(running, command, state);
    if (steps !== undefined) return run(running, steps, state, attempt, done);
    ids += 1;
    const error = execStartError(command[0] ?? '', 'missing', ids.toString(16).padStart(64, '0'));
    after(2, () => done(errored('unknown', error)));
  };
}

/** What nobody has said anything of is assumed to succeed, and named. */
function shellState(
  { files, env, container, program }: Running,
  command: readonly string[],
  assumptions: Assumptions,
): ShellState {
  return {
    files,
    knowsFile: program.knowsFile ?? (() => true),
    env,
    hidden: hiddenVariables(container),
    ends: true,
    doubts: 0,
    traps: new Map(),
    output: '',
    // biome-ignore lint/correctness/useYield: it ends at once
    *unknown(words) {
      const subject = `exec ${words.join(' ')}`;
      const script = JSON.stringify({ boots: [{ commands: { [command.join(' ')]: [0, 1] } }] });
      assumptions.add({ container: container.name, subject, assumed: 'succeeds', script });
      return 0;
    },
  };
}

/** What a script says of the command, else what the imitation of a shell makes of it; undefined where the image does not have it. */
function execution(
  { process, program }: Running,
  command: readonly string[],
  state: ShellState,
): Execution | undefined {
  const [name = ''] = command;
  const reply = process.command?.(command);
  if (reply === 'missing') return undefined;
  if (reply !== undefined) return knownCommand(reply, state);
  // No program has a blank in its name: that is a line for a shell, and there is none.
  if (/\s/.test(name) || program.executables?.has(name.replace(/^.*\//, '')) === false) return undefined;
  return runCommand(command, state);
}

/** A command whose end is known beforehand. */
function* knownCommand(reply: Exclude<CommandReply, 'missing'>, state: ShellState): Execution {
  if (reply === 'hang') yield { ms: 1e12, interruptible: false };
  else if (reply.delayMs !== undefined) yield { ms: reply.delayMs, interruptible: false };
  if (reply === 'hang') return 0;
  state.output = reply.output ?? '';
  return reply.code;
}

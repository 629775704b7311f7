import type { ProcessHost, Program } from './program.ts';
import { type Execution, isExit, type Pause, runCommand, runTrap, type ShellState } from './shell.ts';

/** Signals that end a process which has no handler for them. As the first process of a container it does not even get them. */
const handled = (state: ShellState, signal: string) => state.traps.get(signal.replace(/^SIG/, ''));

/** A program made of a shell command, such as `sh -c "touch /tmp/healthy; sleep 600"`. It listens nowhere. */
export function createShellProgram({ command }: { readonly command: readonly string[] }): Program {
  return {
    start(host: ProcessHost) {
      const state: ShellState = { files: host.files, env: host.env, traps: new Map(), output: '' };
      let main: Execution = runCommand(command, state);
      let waiting: Pause | undefined;
      let wake = 0;
      const pending: string[] = [];

      function step(execution: Execution) {
        try {
          const next = execution.next();
          if (next.done) return host.exit(next.value);
          waiting = next.value;
          const mine = ++wake;
          host.after(next.value.ms, () => {
            if (mine === wake) resume();
          });
        } catch (error) {
          if (!isExit(error)) throw error;
          host.exit(error.status);
        }
      }

      /** A trap runs when the command in the foreground has ended. */
      function resume() {
        waiting = undefined;
        const action = pending.shift();
        if (action === undefined) return step(main);
        const rest = main;
        main = (function* () {
          yield* runTrap(action, state);
          return yield* rest;
        })();
        step(main);
      }

      host.after(0, () => step(main));
      return {
        listens: () => false,
        request() {},
        signal(name) {
          const action = handled(state, name);
          if (action === undefined) return;
          pending.push(action);
          if (waiting?.interruptible) resume();
        },
      };
    },
  };
}

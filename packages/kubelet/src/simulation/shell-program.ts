import type { ProcessHost, Program } from './program.ts';
import { filesMade, runCommand, runTrap } from './shell.ts';
import { type Execution, isExit, type Pause, type ShellState } from './shell-state.ts';

/** From its start until it listens. */
const bootMs = 100;

/** Signals that end a process which has no handler for them. As the first process of a container it does not even get them. */
const handled = (state: ShellState, signal: string) => state.traps.get(signal.replace(/^SIG/, ''));

export interface ShellProgramOptions {
  readonly command: readonly string[];
  /** Has a variable a value which the manifest does not say? */
  readonly hidden: (name: string) => boolean;
  /** An init container ends; anything else runs on. */
  readonly ends: boolean;
  /** A command is not known here: it is assumed to run and serve, or to end with 0. */
  readonly assume: (words: readonly string[], what: 'serves' | 'ends') => void;
}

const forever: Pause = { ms: 1e12, interruptible: false };

/**
 * A program made of a shell command, such as `sh -c "touch /tmp/healthy; sleep 600"`. It listens nowhere, unless its last command, or one
 * that it starts beside others, is not known here: that is taken for a server which is always well.
 */
export function createShellProgram({ command, hidden, ends, assume }: ShellProgramOptions): Program {
  const made = filesMade(command);
  const knowsFile = (file: string) => made.has(file);
  return {
    knowsFile,
    start(host: ProcessHost) {
      let listens = false;
      /** It has become the server: then it gets the signals. */
      let serves = false;
      const boot = () => {
        listens = true;
      };
      const state: ShellState = {
        files: host.files,
        knowsFile,
        env: host.env,
        hidden,
        ends,
        doubts: 0,
        traps: new Map(),
        output: '',
        *unknown(words, last) {
          const runs = last && !ends;
          assume(words, runs ? 'serves' : 'ends');
          if (!runs) return 0;
          yield { ms: bootMs, interruptible: false };
          boot();
          serves = true;
          yield forever;
          return 0;
        },
        ...(ends
          ? {}
          : {
              beside(words: readonly string[]) {
                assume(words, 'serves');
                host.after(bootMs, boot);
              },
            }),
      };
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
        tls: 'both',
        listens: () => listens,
        request: (_request, reply) => reply({ status: 200, body: 'OK' }),
        grpc: () => (listens ? 'SERVING' : undefined),
        signal(name) {
          if (serves && name === 'SIGTERM') return host.exit(0);
          const action = handled(state, name);
          if (action === undefined) return;
          pending.push(action);
          if (waiting?.interruptible) resume();
        },
      };
    },
  };
}

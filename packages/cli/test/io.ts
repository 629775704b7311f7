import { cli } from '../src/cli.ts';
import type { Io } from '../src/io.ts';

/** Runs a command line inside the test, without a process. */
export async function runHere(args: readonly string[], given: { stdin?: string; color?: boolean } = {}) {
  let stdout = '';
  let stderr = '';
  const io: Io = {
    stdout: {
      isTTY: false,
      write: (text) => {
        stdout += text;
      },
    },
    stderr: {
      isTTY: false,
      write: (text) => {
        stderr += text;
      },
    },
    stdin: (async function* () {
      yield given.stdin ?? '';
    })(),
    env: {},
    isTTY: false,
    color: given.color ?? false,
    onOutputLost: () => {},
  };
  const code = await cli(args, io);
  return { code, stdout, stderr };
}

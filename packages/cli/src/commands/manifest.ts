import { exitCode } from '../command.ts';
import type { Io } from '../io.ts';

export const help = `Usage: probez manifest

This command is not built yet.
`;

export async function run(_args: string[], io: Io): Promise<number> {
  io.stderr.write('probez manifest: not built yet\n');
  return exitCode.usage;
}

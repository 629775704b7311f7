import { exitCode } from '../command.ts';
import type { Io } from '../io.ts';

export const help = `Usage: probez check

This command is not built yet.
`;

export async function run(_args: string[], io: Io): Promise<number> {
  io.stderr.write('probez check: not built yet\n');
  return exitCode.usage;
}

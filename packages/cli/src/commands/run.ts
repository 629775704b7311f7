import { exitCode } from '../command.ts';
import type { Io } from '../io.ts';

export const help = `Usage: probez run

This command is not built yet.
`;

export async function run(_args: string[], io: Io): Promise<number> {
  io.stderr.write('probez run: not built yet\n');
  return exitCode.usage;
}

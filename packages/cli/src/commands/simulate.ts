import { exitCode } from '../command.ts';
import type { Io } from '../io.ts';

export const help = `Usage: probez simulate

This command is not built yet.
`;

export async function run(_args: string[], io: Io): Promise<number> {
  io.stderr.write('probez simulate: not built yet\n');
  return exitCode.usage;
}

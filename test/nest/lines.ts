import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Running, startCommand } from '../shutdown/process.ts';
import { ROOT } from '../support/packages.ts';

/** The lines of NestJS that are supported. */
export const LINES = ['11', '12'] as const;
export type Line = (typeof LINES)[number];

const made = new Set<string>();

/**
 * Starts a fixture with NestJS of a line. The 12 is the workspace's own; the 11 lives in `compat/nest-11`, where the fixture and the built package are
 * copied to, so that all of them find it.
 */
export function startNest(line: Line, file: string, env: Readonly<Record<string, string>> = {}): Running {
  return startCommand([process.execPath, line === '12' ? file : copied(file)], { env });
}

function copied(file: string): string {
  const folder = mkdtempSync(join(ROOT, 'compat/nest-11/.app-'));
  made.add(folder);
  const target = join(folder, 'node_modules/@probez/nest');
  for (const each of ['package.json', 'dist'])
    cpSync(join(ROOT, 'packages/nest', each), join(target, each), { recursive: true });
  cpSync(file, join(folder, basename(file)));
  return join(folder, basename(file));
}

/** Takes away what was copied. */
export function removeCopies(): void {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
  made.clear();
}

// @ts-nocheck
import { execFileSync } from 'node:child_process';
import { expect } from 'vitest';
import { need } from './programs.ts';

/** A terminal of tmux's, and what stands on its screen. */
export interface Terminal {
  screen(): string;
  /** Waits until the screen, with what has scrolled off it, matches; resolves to it. */
  see(pattern: RegExp): Promise<string>;
  /** Types keys by tmux's names, as `C-c`. */
  type(...keys: readonly string[]): void;
  close(): void;
}

let opened = 0;

/** Runs a shell command in a terminal; when it has ended, its exit code stands there as `code 0`. */
export function openTerminal(command: string): Terminal {
  opened += 1;
  const socket = `probez-${process.pid}-${opened}`;
  const call = (...args: string[]): string => execFileSync(need('tmux'), ['-L', socket, ...args], { encoding: 'utf8' });
  call('new-session', '-d', '-x', '180', '-y', '50', `${command}; echo "code $?"; sleep 120`);
  const screen = (): string => call('capture-pane', '-p', '-J', '-S', '-200');
  return {
    screen,
    async see(pattern) {
      await expect.poll(screen, { timeout: 60_000, interval: 100 }).toMatch(pattern);
      return screen();
    },
    type: (...keys) => void call('send-keys', ...keys),
    close: () => void call('kill-server'),
  };
}

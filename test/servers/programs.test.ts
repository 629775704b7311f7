import { afterEach, expect, test, vi } from 'vitest';
import { missing } from './support/programs.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test('a missing program skips its suite with a hint, and fails it in CI', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  vi.stubEnv('CI', '');
  expect(missing('some-package', 'sh', 'no-such-server')).toBe(true);
  expect(warn).toHaveBeenCalledWith(
    'skipped: no-such-server not found: apt-get install -y some-package util-linux (Linux only)',
  );
  vi.stubEnv('CI', 'true');
  expect(() => missing('some-package', 'no-such-server')).toThrow('apt-get install -y some-package');
});

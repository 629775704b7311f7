import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('after stop() nothing keeps the process alive', async () => {
  const server = createServer((_, response) => response.end('ok'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const fixture = fileURLToPath(new URL('fixtures/all-checks.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', fixture, String(port)], {
    timeout: 50_000,
  });
  server.close().closeAllConnections();
  const [states, end] = stdout.trim().split('\n');
  expect(states).toBe(
    'http pass, tcp pass, dns pass, event-loop pass, memory pass, disk-space pass, file pass, exec pass, any-of pass, traffic fail',
  );
  expect(end).toBe('ended at once');
});

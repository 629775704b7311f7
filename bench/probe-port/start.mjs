import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const APP = fileURLToPath(new URL('app.mjs', import.meta.url));

/** Starts the app; resolves with what it says of itself. */
export async function startApp(options) {
  const child = spawn(process.execPath, [APP, JSON.stringify(options)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exit = new Promise((resolve) => child.once('exit', resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    return {
      ...JSON.parse(line),
      pid: child.pid,
      block: () => child.stdin.write('block\n'),
      async stop() {
        child.kill('SIGKILL');
        await exit;
      },
    };
  }
  throw new Error('the app has not started');
}

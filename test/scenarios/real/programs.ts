import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { need } from '../../support/programs.ts';
import type { Place } from './pod-run.ts';
import type { Program } from './shorten.ts';

const node = (path: string) => [process.execPath, fileURLToPath(new URL(path, import.meta.url))];

/** Debian's nginx in the place of the image: one server on port 80 of the manifest. */
export function nginx({ folder, port }: Place): Program {
  mkdirSync(join(folder, 'html'));
  writeFileSync(join(folder, 'html', 'index.html'), 'nginx\n');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  writeFileSync(
    join(folder, 'nginx.conf'),
    `worker_processes 1;
${process.getuid?.() === 0 ? 'user root;' : ''}
pid ${folder}/nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
${temporary.map((name) => `  ${name}_temp_path ${folder}/${name};`).join('\n')}
  server {
    listen 127.0.0.1:${port(80)};
    root ${folder}/html;
  }
}
`,
  );
  return { command: [need('nginx'), '-p', folder, '-c', join(folder, 'nginx.conf'), '-g', 'daemon off;'] };
}

/** Listens, closes its port when it is told to and lives on; its next start listens again. */
export const closing = (): Program => ({ command: node('fixtures/closing.mjs') });

/** Prints the request line and the headers of each request once. */
export const echo = (): Program => ({ command: node('fixtures/echo.mjs') });

/** A gRPC server with the health service; `orders` is what FILE says. */
export const grpcHealth = ({ folder, port }: Place): Program => ({
  command: node('fixtures/grpc-health.mjs'),
  env: { GRPC_PORT: String(port(50_051)), FILE: join(folder, 'orders') },
});

/** Ends with this code after four seconds, which is the manifest's `sleep 20`. */
export const endsWith = (code: number) => (): Program => ({ command: ['sh', '-c', `sleep 4; exit ${code}`] });

const demoapp = node('../../../examples/demoapp/dist/main.js');

/** Stands for ikubernetes/demoapp:v1.0: its answers and its slow first probes. */
export const original = ({ port }: Place): Program => ({
  command: demoapp,
  env: { PORT: String(port(80)), COMPAT: 'ikubernetes', SLOW_FIRST_PROBE: 'true' },
});

/** A sidecar's stand-in: up after a moment, ends at once on SIGTERM. */
export const sidecar =
  (given: number) =>
  ({ port }: Place): Program => ({
    command: ['sh', '-c', `sleep 1; exec ${node('fixtures/closing.mjs').join(' ')}`],
    env: { PORT: String(port(given)) },
  });

/** The demo app where the image is an app of the reader's. */
export const anyApp = (): Program => ({ command: demoapp });

/** The app of scenario 23. */
export function sideBySide({ port }: Place): Program {
  const file = (name: string) => new URL(`../../../examples/kubernetes/23-side-by-side/${name}`, import.meta.url);
  return {
    command: [process.execPath, '--import', file('telemetry.mjs').href, fileURLToPath(file('app.mjs'))],
    env: {
      HOST: '127.0.0.1',
      PROBE_PORT: String(port(9400)),
      METRICS_PORT: String(port(9464)),
      OTEL_BSP_SCHEDULE_DELAY: '500',
    },
  };
}

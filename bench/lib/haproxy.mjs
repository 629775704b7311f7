import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { works } from './pin.mjs';

export const hasHaproxy = works('haproxy', ['-v']);

/**
 * A service behind the load balancer.
 * @typedef {{ name: string, port: number, readyPath: string, servers: readonly { port: number, probePort: number }[] }} Service
 */

/**
 * Without any mercy: no retry hides a failed request, and connections to the instances are shared between all clients, so
 * that each is as hot as it can be. Health checks ask readiness twice a second.
 * A busy machine is no reason to take an instance out: hence the time-out of a check.
 * @param {readonly Service[]} services
 * @param {string} socket
 */
const config = (services, socket) => `
global
  maxconn 2000
  stats socket ${socket} mode 600 level admin
defaults
  mode http
  timeout connect 2s
  timeout client 60s
  timeout server 60s
  timeout check 5s
  retries 0
  http-reuse always
${services
  .map(
    ({ name, port, readyPath, servers }) => `
frontend ${name}
  bind 127.0.0.1:${port}
  default_backend ${name}-instances
backend ${name}-instances
  balance roundrobin
  option httpchk GET ${readyPath}
  http-check expect status 200
${servers.map((each, index) => `  server s${index} 127.0.0.1:${each.port} check port ${each.probePort} inter 500ms fall 1 rise 1`).join('\n')}`,
  )
  .join('\n')}
`;

/**
 * Starts HAProxy.
 * @param {readonly Service[]} services
 * @returns {Promise<{ allUp(name: string): Promise<void>, stop(): Promise<void> }>} `allUp` resolves when every instance of a service gets requests
 */
export async function startHaproxy(services) {
  const folder = mkdtempSync(join(tmpdir(), 'probez-bench-'));
  const file = join(folder, 'haproxy.cfg');
  const socket = join(folder, 'stats');
  writeFileSync(file, config(services, socket));
  const child = spawn('haproxy', ['-db', '-q', '-f', file], { stdio: ['ignore', 'ignore', 'inherit'] });
  const exited = once(child, 'exit');
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  return {
    async allUp(name) {
      for (let turn = 0; turn < 200; turn += 1) {
        const lines = (await ask(socket, 'show stat\n').catch(() => '')).split('\n');
        const servers = lines
          .map((line) => line.split(','))
          .filter(([proxy, server]) => proxy === `${name}-instances` && /^s\d+$/.test(server ?? ''));
        if (servers.length > 0 && servers.every((fields) => fields[17] === 'UP')) return;
        await sleep(100);
      }
      throw new Error(`waited 20 s in vain for the instances of ${name} behind HAProxy`);
    },
    async stop() {
      kill();
      process.off('exit', kill);
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Asks HAProxy itself. @param {string} socket @param {string} command @returns {Promise<string>} */
function ask(socket, command) {
  return new Promise((resolve, reject) => {
    let text = '';
    const connection = net.connect(socket, () => connection.write(command));
    connection.setEncoding('utf8').on('data', (part) => {
      text += part;
    });
    connection.once('end', () => resolve(text)).once('error', reject);
  });
}

/** Ports that are free now; for programs that cannot be told to take any. @param {number} count */
export async function freePorts(count) {
  const servers = Array.from({ length: count }, () => net.createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => /** @type {net.AddressInfo} */ (server.address()).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { type RunningProgram, startProgram, temporaryFolder } from '../servers/support/processes.ts';
import { until } from '../shutdown/haproxy.ts';
import { need } from '../support/programs.ts';
import { writeWith } from './example.ts';

export interface Nginx {
  readonly program: RunningProgram;
  /** The lines of its access log. */
  log(): readonly string[];
  stop(): Promise<void>;
}

/** What a file for the http context needs around it. Everything is written to the test's own folder. */
const main = (folder: string, file: string) => `
pid ${folder}/nginx.pid;
events {}
http {
  client_body_temp_path ${folder}/1; proxy_temp_path ${folder}/2; fastcgi_temp_path ${folder}/3;
  uwsgi_temp_path ${folder}/4; scgi_temp_path ${folder}/5;
  include ${file};
}
`;

/**
 * Starts nginx with a configuration whose addresses are replaced. /dev/stdout becomes a file, because a pipe of Node is a socket,
 * which cannot be opened by that name.
 */
export async function startNginx(
  text: string,
  replacements: Readonly<Record<string, string>>,
  port: number,
): Promise<Nginx> {
  const folder = temporaryFolder();
  const log = `${folder.path}/access.log`;
  const whole = /^events /m.test(text);
  const outputs = { ...(whole && { ' /tmp/': ` ${folder.path}/` }), '/dev/stdout': log };
  const part = writeWith(text, { ...replacements, ...outputs }, `${folder.path}/example.conf`);
  const file = whole ? part : `${folder.path}/nginx.conf`;
  if (!whole) writeFileSync(file, main(folder.path, part));
  const program = startProgram(need('nginx'), ['-e', 'stderr', '-c', file, '-g', 'daemon off;'], { cwd: folder.path });
  const nginx: Nginx = {
    program,
    log: () => (existsSync(log) ? readFileSync(log, 'utf8').split('\n').filter(Boolean) : []),
    async stop() {
      await program.kill();
      folder.remove();
    },
  };
  try {
    await until(() => accepts(port), `nginx accepts: ${program.log()}`);
  } catch (error) {
    await nginx.stop();
    throw new Error(`nginx does not serve: ${program.log()}`, { cause: error });
  }
  return nginx;
}

/** Whether somebody accepts a connection there. */
export function accepts(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

// A small app for the tests: POST /livez or /readyz sets what GET answers; SIGTERM ends it, unless IGNORE_SIGTERM is set.
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';

const values = { '/livez': 'OK', '/readyz': 'OK' };
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    if (request.method === 'POST') values[request.url] = body;
    const ok = request.method === 'POST' || values[request.url] === 'OK';
    response.writeHead(ok ? 200 : 503).end(values[request.url] ?? '');
  });
});
server.on('error', (error) => {
  console.error(`cannot listen: ${error.message}`);
  process.exit(1);
});
server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('listening'));
process.on('SIGTERM', () => {
  if (process.env.IGNORE_SIGTERM) return console.log('ignoring SIGTERM');
  console.log('bye');
  process.exit(0);
});
// A child that ignores SIGTERM, and one that has left the session.
if (process.env.CHILDREN) {
  spawn('sh', ['-c', 'trap "" TERM; sleep 300'], { stdio: 'ignore' });
  spawn('sleep', ['301'], { stdio: 'ignore', detached: true }).unref();
}

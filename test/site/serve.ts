import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { listen } from '../support/listen.ts';
import { ROOT } from '../support/packages.ts';

export const DIST = `${ROOT}site/dist`;

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
};

/** The built site as a web server would serve it: `/options` is the file `options.html`. */
export async function serveSite(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://site').pathname);
    const file = [path, `${path}.html`, `${path}index.html`].find(
      (each) => extname(each) in TYPES && existsSync(DIST + each),
    );
    response.statusCode = file === undefined ? 404 : 200;
    response.setHeader('Content-Type', TYPES[extname(file ?? '.html')] ?? '');
    response.end(readFileSync(DIST + (file ?? '/404.html')));
  });
  const close = await listen(server);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the site is not served on a port');
  return { url: `http://127.0.0.1:${address.port}`, close };
}

// @ts-nocheck
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen } from './listen.ts';
import { portOf } from './raw-http.ts';

/** A registry on loopback that takes what `npm publish` sends, and sends whoever asks for anything else to the usual one. */
export interface Registry {
  readonly url: string;
  /** What an npm client needs to know: a file's lines. */
  readonly npmrc: string;
  /** `name@version` of what was published, in order. */
  readonly published: readonly string[];
  close(): Promise<void>;
}

interface Document {
  readonly name: string;
  readonly 'dist-tags': Record<string, string>;
  readonly versions: Record<string, { dist: { tarball: string; shasum: string; integrity: string } }>;
  readonly _attachments: Record<string, { data: string }>;
}

/** @param upstream where other packages are, as `npm config get registry` says */
export async function startRegistry(upstream: string): Promise<Registry> {
  const documents = new Map<string, Omit<Document, '_attachments'>>();
  const tarballs = new Map<string, Buffer>();
  const published: string[] = [];
  let url = '';

  function take(document: Document): void {
    const before = documents.get(document.name);
    for (const [file, { data }] of Object.entries(document._attachments)) {
      const version = Object.keys(document.versions)[0] ?? '';
      const content = Buffer.from(data, 'base64');
      tarballs.set(`/-/${file}`, content);
      const { dist } = document.versions[version] ?? {};
      if (dist === undefined) throw new Error(`a document of ${document.name} without a version`);
      dist.tarball = `${url}/-/${file}`;
      if (dist.shasum !== createHash('sha1').update(content).digest('hex')) throw new Error(`${file} came broken`);
      published.push(`${document.name}@${version}`);
    }
    documents.set(document.name, {
      name: document.name,
      'dist-tags': { ...before?.['dist-tags'], ...document['dist-tags'] },
      versions: { ...before?.versions, ...document.versions },
    });
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = decodeURIComponent((request.url ?? '').replace(/\?.*/, ''));
    if (request.method === 'PUT') {
      take(JSON.parse(await bodyOf(request)));
      response.writeHead(201, { 'content-type': 'application/json' }).end('{}');
      return;
    }
    const tarball = tarballs.get(path);
    const document = documents.get(path.slice(1));
    if (tarball !== undefined) response.end(tarball);
    else if (document !== undefined)
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document));
    else if (/^\/(@probez\/|probez$)/.test(path)) response.writeHead(404).end('{}');
    else response.writeHead(302, { location: upstream.replace(/\/$/, '') + request.url }).end();
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  const close = await listen(server);
  const host = `127.0.0.1:${portOf(server)}`;
  url = `http://${host}`;
  return { url, npmrc: `registry=${url}/\n//${host}/:_authToken=nobody\nfund=false\naudit=false\n`, published, close };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
}

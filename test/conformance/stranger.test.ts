import { createServer } from 'node:http';
import { createHandler } from '@probez/core';
import type { ConformanceAdapter } from './adapter.ts';
import { answer } from './apps.ts';
import { describeConformance } from './suite.ts';

/** An adapter as docs/frameworks.md tells strangers to write one: over the handler alone, and with a `Headers`. */
const stranger: ConformanceAdapter = {
  name: "a stranger's",
  async build({ health, options, mountAt }) {
    const handler = createHandler(health, { ...options, ...(mountAt === undefined ? {} : { prefix: mountAt }) });
    const server = createServer((request, response) => {
      const headers = new Headers();
      for (const [name, values = []] of Object.entries(request.headersDistinct))
        for (const value of values) headers.append(name, value);
      const { method, url, socket } = request;
      const found = handler({ method, url, headers, remoteAddress: socket.remoteAddress });
      if (found === undefined) answer(request, response);
      else response.writeHead(found.status, found.headers).end(found.body);
    });
    return { server };
  },
};

describeConformance(stranger);

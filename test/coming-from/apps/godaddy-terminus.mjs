// npm install @godaddy/terminus express
import http from 'node:http';
import terminus from '@godaddy/terminus';
import express from 'express';
import { answer, port } from './answer.mjs';

const server = http.createServer(express().get('/{*path}', answer));
terminus.createTerminus(server, {
  signals: ['SIGTERM'],
  healthChecks: { '/readyz': async () => {}, '/livez': async () => {} },
  // What its README gives Kubernetes.
  beforeShutdown: () => new Promise((resolve) => setTimeout(resolve, 5_000)),
});
server.listen(port);

// npm install @fastify/under-pressure fastify
import underPressure from '@fastify/under-pressure';
import fastify from 'fastify';
import { port, text } from './answer.mjs';

const app = fastify();
await app.register(underPressure, { exposeStatusRoute: '/readyz', maxEventLoopDelay: 1_000 });
app.get('/*', (request) => text(request.url));
await app.listen({ port });

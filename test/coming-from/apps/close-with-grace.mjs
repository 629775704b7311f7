// npm install close-with-grace fastify
import closeWithGrace from 'close-with-grace';
import fastify from 'fastify';
import { port, text } from './answer.mjs';

const app = fastify();
app.get('/*', (request) => text(request.url));
closeWithGrace(() => app.close());
await app.listen({ port });

import { gracefulShutdown } from '@probez/express';
import { createOrders } from './app.mjs';

const { app, health, warmUp } = createOrders();
const { PORT = '8080', HOST = '127.0.0.1' } = process.env;
const server = app.listen(Number(PORT), HOST, () => console.log(`orders listens on ${PORT}`));
health.start();
setTimeout(() => warmUp.pass(), 2_000); // caches are filled
gracefulShutdown(server, { health, delayMs: 1_000 });

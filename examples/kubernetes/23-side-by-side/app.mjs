// Three doors: the app on 8080, the probes on 9400, the metrics on 9464. Traces go out to a collector.
// node --import ./telemetry.mjs app.mjs
import { createServer } from 'node:http';
import { createHealth, gracefulShutdown, serveProbes } from '@probez/node';
import { instrumentHealth, instrumentShutdown } from '@probez/opentelemetry';
import { shutdownTelemetry } from './telemetry.mjs';

const { HOST = '0.0.0.0', PORT = '8080', PROBE_PORT = '9400', DRAIN_DELAY_MS = '5000' } = process.env;

// What the app needs to work. That the collector hears of it is not part of that.
const health = createHealth({ checks: [{ name: 'stock', run: () => {} }] });
instrumentHealth(health);

const server = createServer((request, response) => {
  response.end(`${request.url}\n`);
});
await health.start();
const probePort = await serveProbes(health, { host: HOST, port: Number(PROBE_PORT) });
server.listen(Number(PORT), HOST, () => console.log(`listens on port ${PORT}, probes on ${probePort.port}`));
const delayMs = Number(DRAIN_DELAY_MS);
instrumentShutdown(gracefulShutdown(server, { health, probePort, delayMs, onClose: shutdownTelemetry }));

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { http1 } from '../../hosts/clients.ts';
import { startCommand } from '../../shutdown/process.ts';
import { freePort } from '../../support/free-port.ts';
import { listen } from '../../support/listen.ts';
import { ROOT } from '../../support/packages.ts';
import { portOf } from '../../support/raw-http.ts';
import { type Case, once, type Place } from '../case.ts';

const APP = `
const { createServer } = require('node:http');
const { createHealth, gracefulShutdown, probes } = require('@probez/node');
const own = process.env.OWN === 'yes' ? require('./instrumentation.cjs') : undefined;

let release;
const released = new Promise((resolve) => { release = resolve; });
const health = createHealth();
health.start();
const app = (request, response) => {
  if (request.url === '/release') release();
  response.end('app');
};
const server = createServer(probes(health, { fallback: app })).listen(Number(process.env.PORT), () => console.log('listening'));
gracefulShutdown(server, {
  health,
  delayMs: 0,
  whileDraining: { name: 'the test', run: () => released, timeoutMs: 20_000 },
  ...(own && { onClose: { name: 'telemetry', run: () => own.sdk.shutdown() } }),
});
`;

/** Which of the app's paths reach a collector, where `/during` is asked after SIGTERM. */
async function spansOf(place: Place, own: boolean): Promise<readonly string[]> {
  const paths = new Set<string>();
  const collector = createServer(async (request, response) => {
    let text = '';
    for await (const part of request) text += String(part);
    for (const [, path = ''] of text.matchAll(/"(?:http\.target|url\.path)","value":\{"stringValue":"([^"]+)"/g))
      paths.add(path);
    response.setHeader('Content-Type', 'application/json').end('{}');
  });
  const close = await listen(collector);
  const port = await freePort();
  const preloaded = own ? './instrumentation.cjs' : '@opentelemetry/auto-instrumentations-node/register';
  const app = startCommand([...place.runtime.command, '--require', preloaded, 'app.cjs'], {
    cwd: place.folder,
    env: {
      OWN: own ? 'yes' : 'no',
      PORT: String(port),
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${portOf(collector)}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
    },
  });
  try {
    await app.line('listening');
    await http1.ask(port, '/before');
    app.child.kill('SIGTERM');
    await app.line('draining (SIGTERM)');
    await http1.ask(port, '/during');
    await http1.ask(port, '/release');
    const code = await app.ended;
    if (code !== 0) throw new Error(`exit code ${code}\n${app.lines.join('\n')}`);
    if (!own && !app.lines.some((line) => line.includes("OpenTelemetry SDK's register")))
      throw new Error('the log does not tell');
    return [...paths];
  } finally {
    app.child.kill('SIGKILL');
    await app.ended;
    await close();
  }
}

export default {
  title: 'OpenTelemetry: `register` loses the spans of the drain and our log says so, an SDK of your own does not',
  on: once,
  async run(place) {
    await place.install('@probez/node', '@opentelemetry/auto-instrumentations-node', '@opentelemetry/sdk-node');
    const [, lines = ''] =
      /```js\n(const \{ getNodeAutoInstrumentations[\s\S]*?)```/.exec(
        readFileSync(`${ROOT}packages/opentelemetry/README.md`, 'utf8'),
      ) ?? [];
    place.write('instrumentation.cjs', lines);
    place.write('app.cjs', APP);
    const [lost, kept] = [await spansOf(place, false), await spansOf(place, true)];
    if (lost.includes('/during')) throw new Error(`register keeps the spans of the drain: ${lost.join(', ')}`);
    if (!kept.includes('/before') || !kept.includes('/during'))
      throw new Error(`an SDK of one's own has lost some: ${kept.join(', ')}`);
    return undefined;
  },
} satisfies Case;

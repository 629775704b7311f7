import { createServer } from 'node:http';
import { createLightship } from 'lightship';
import { baseOf, listen, nodeApp, urls } from './app.mjs';

/** lightship as its README sets it up: a server of its own for the probes, which runs no checks. @param {import('./app.mjs').ServeOptions} options */
export async function serve({ port, probePort, shutdown }) {
  const server = createServer(nodeApp);
  const base = await listen(server, port);
  // Outside Kubernetes it takes any port and does not delay the shutdown: inside is what is compared.
  const lightship = await createLightship(shutdown ? { detectKubernetes: false, port: probePort } : {});
  lightship.registerShutdownHandler(() => {
    server.close();
  });
  lightship.signalReady();
  return urls(base, { live: '/live', ready: '/ready' }, baseOf(lightship.server));
}

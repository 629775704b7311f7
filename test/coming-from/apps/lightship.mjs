// npm install lightship express
import express from 'express';
import { createLightship } from 'lightship';
import { answer, port, probePort } from './answer.mjs';

const lightship = await createLightship({ detectKubernetes: false, port: probePort });
const server = express()
  .get('/{*path}', answer)
  .listen(port, () => lightship.signalReady());
lightship.registerShutdownHandler(() => new Promise((resolve) => server.close(resolve)));

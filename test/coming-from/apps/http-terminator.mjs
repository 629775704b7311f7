// npm install http-terminator express
import express from 'express';
import { createHttpTerminator } from 'http-terminator';
import { answer, port } from './answer.mjs';

const server = express().get('/{*path}', answer).listen(port);
const terminator = createHttpTerminator({ server });
process.once('SIGTERM', async () => {
  await terminator.terminate();
  process.exit(0);
});

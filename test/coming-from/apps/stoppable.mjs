// npm install stoppable express
import express from 'express';
import stoppable from 'stoppable';
import { answer, port } from './answer.mjs';

const server = stoppable(express().get('/{*path}', answer).listen(port));
process.once('SIGTERM', () => server.stop());

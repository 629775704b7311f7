// npm install express-healthcheck express
import express from 'express';
import healthcheck from 'express-healthcheck';
import { answer, port } from './answer.mjs';

express().use('/readyz', healthcheck()).use('/livez', healthcheck()).get('/{*path}', answer).listen(port);

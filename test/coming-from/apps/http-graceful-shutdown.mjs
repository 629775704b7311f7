// npm install http-graceful-shutdown express
import express from 'express';
import gracefulShutdown from 'http-graceful-shutdown';
import { answer, port } from './answer.mjs';

gracefulShutdown(express().get('/{*path}', answer).listen(port));

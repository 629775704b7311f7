import { fastify } from './apps.ts';
import { describeConformance } from './suite.ts';

describeConformance(fastify);

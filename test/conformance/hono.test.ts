import { hono } from './apps.ts';
import { describeConformance } from './suite.ts';

describeConformance(hono);

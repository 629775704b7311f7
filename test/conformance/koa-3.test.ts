import { koa } from './apps.ts';
import { describeConformance } from './suite.ts';

describeConformance(koa);

import { srvx } from './apps.ts';
import { describeConformance } from './suite.ts';

describeConformance(srvx);

import { koaOld } from './apps.ts';
import { describeConformance } from './suite.ts';

describeConformance(koaOld);

import { h3 } from './apps.ts';
import { describeConformance } from './suite.ts';

describeConformance(h3);

import { https } from './apps.ts';
import { describeConformance } from './suite.ts';

describeConformance(https);

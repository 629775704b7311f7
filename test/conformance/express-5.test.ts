import { express5 } from './apps.ts';
import { describeConformance } from './suite.ts';

describeConformance(express5);

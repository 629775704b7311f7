import { node } from './apps.ts';
import { describeConformance } from './suite.ts';

describeConformance(node);

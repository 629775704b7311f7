import { expressOld } from './apps.ts';
import { describeConformance } from './suite.ts';

describeConformance(expressOld);

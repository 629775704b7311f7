import { Logger as NestLogger } from '@nestjs/common';
import type { Logger } from '@probez/core';
import type { ProbezParts } from './options.ts';

/** Nest's own logger, unless another one is given: where the application logs, and silent where it is. */
export function loggerOf({ health: { logger } }: ProbezParts): Logger | false {
  if (logger !== undefined) return logger;
  const nest = new NestLogger('Probez');
  return {
    info: (line) => nest.log(bare(line)),
    warn: (line) => nest.warn(bare(line)),
    error: (line) => nest.error(bare(line)),
  };
}

/** Nest writes the context `[Probez]` in front of each line. */
const bare = (line: string): string => line.replace(/^probez: /, '');

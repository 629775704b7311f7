import { defineConfig } from 'tsdown';
import shared from '../../tsdown.config.ts';

/**
 * The worker's file, whole: the core is built in, and no chunk is shared with the package's index. So an app that is bundled
 * can bring it along as one file, and the worker loads nothing that it does not need.
 */
export default defineConfig({
  ...shared,
  entry: ['src/worker.ts'],
  deps: { alwaysBundle: ['@probez/core'] },
});

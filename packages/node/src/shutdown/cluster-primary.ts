import cluster from 'node:cluster';
import { createServer } from 'node:net';
import type { Stoppable } from './stoppable.ts';

/** Nothing can listen there, as `/dev/null` is no directory: the question leaves nothing behind, and nobody else hears of it. */
const NOWHERE = '/dev/null/probez';

/**
 * The primary of node:cluster accepts connections and hands them to its workers. One that comes to a worker whose server is
 * closed goes back, and to another worker; one that is on its way when the worker exits stays open in the primary, and its
 * client waits for an answer until it gives up. So a worker stays until the primary has heard that its server is closed.
 * @see https://github.com/nodejs/node/blob/v20.x/lib/internal/cluster/round_robin_handle.js
 */
export const clusterPrimary: Stoppable = {
  name: 'the primary of node:cluster, which does not answer',
  stop: () => (cluster.isWorker && process.connected ? answered() : undefined),
  cut: () => {},
};

/**
 * Both directions of the channel keep their order: whatever the primary sent before it heard of the close has arrived with
 * the answer to a question that is asked after it. To bind for a worker is what every primary answers by itself.
 */
function answered(): Promise<void> {
  return new Promise((resolve) => {
    // A worker that is told to disconnect gets no answers any more, and has nothing under way once the channel is closed.
    process.once('disconnect', resolve);
    const question = createServer();
    question.once('error', () => {
      process.off('disconnect', resolve);
      resolve();
    });
    question.listen(NOWHERE);
  });
}

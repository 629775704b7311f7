import { SHUTDOWN_PHASE } from '../attributes.ts';
import type { ShutdownMetric } from './metric.ts';

const PHASES = ['running', 'draining', 'closing', 'closed', 'exited'] as const;

/** The phase of the shutdown. A scrape may miss a short one. */
export const shutdownStatus: ShutdownMetric = ({ shutdown, meter, attributes }) => {
  const instrument = meter.createObservableUpDownCounter('health_shutdown.status', {
    description: 'Whether the shutdown is in this phase: 1 for the current phase, 0 for the others.',
    unit: '1',
  });
  const observe: Parameters<typeof instrument.addCallback>[0] = (result) => {
    for (const phase of PHASES) {
      result.observe(phase === shutdown.phase ? 1 : 0, { ...attributes, [SHUTDOWN_PHASE]: phase });
    }
  };
  instrument.addCallback(observe);
  return () => instrument.removeCallback(observe);
};

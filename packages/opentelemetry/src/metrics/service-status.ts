import type { Snapshot } from '@probez/core';
import { SERVICE_STATE } from '../attributes.ts';
import type { Metric } from './metric.ts';

/** `idle` before `start()`; `draining` once `drain()` was called; `stopped` after `stop()`. */
type ServiceState = 'idle' | 'running' | 'draining' | 'stopped';

const STATES: readonly ServiceState[] = ['idle', 'running', 'draining', 'stopped'];

/** Whether the service has begun to go away. For what happens after that see `instrumentShutdown`. */
export const serviceStatus: Metric = ({ health, meter, attributes }) => {
  const instrument = meter.createObservableUpDownCounter('health_service.status', {
    description: 'Whether the service is in this state: 1 for the current state, 0 for the others.',
    unit: '1',
  });
  const observe: Parameters<typeof instrument.addCallback>[0] = (result) => {
    const current = stateOf(health.snapshot());
    for (const state of STATES) {
      result.observe(state === current ? 1 : 0, { ...attributes, [SERVICE_STATE]: state });
    }
  };
  instrument.addCallback(observe);
  return () => instrument.removeCallback(observe);
};

function stateOf({ phase, draining }: Snapshot): ServiceState {
  return phase !== 'stopped' && draining !== null ? 'draining' : phase;
}

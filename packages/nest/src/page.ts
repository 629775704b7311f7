import { ProbezError } from '@probez/core';
import type { ProbePortOptions } from '@probez/node';
import type { PageMiddleware } from './options.ts';

/** The probe port with the page on it, before what the port falls back to otherwise. */
export function withPage(port: ProbePortOptions, page: PageMiddleware | undefined): ProbePortOptions {
  if (page === undefined) return port;
  if (port.isolated) {
    throw new ProbezError(
      'INVALID_OPTION',
      'page cannot be on a probePort with isolated: true, whose worker thread serves the probes only; allowed: a probePort that is not isolated, or app.use(statusPage(app.get(Health))) in main.ts',
    );
  }
  const { fallback } = port;
  return {
    ...port,
    fallback: (request, response) =>
      page(request, response, fallback === undefined ? undefined : () => void fallback(request, response)),
  };
}

import type { ProbeResponse } from './request.ts';

/** A response for GET, and the same without a body for HEAD. */
export interface Answer {
  readonly full: ProbeResponse;
  readonly head: ProbeResponse;
}

export const TEXT = 'text/plain; charset=utf-8';

const encoder = new TextEncoder();

export function answer(status: number, body: string, type = TEXT, more: Readonly<Record<string, string>> = {}): Answer {
  const headers = Object.freeze({
    ...more,
    'Cache-Control': 'no-store',
    'Content-Length': String(encoder.encode(body).length),
    'Content-Type': type,
    Vary: 'Accept',
    'X-Content-Type-Options': 'nosniff',
  });
  return { full: Object.freeze({ status, headers, body }), head: Object.freeze({ status, headers, body: '' }) };
}

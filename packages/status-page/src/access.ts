import type { AccessOptions, ProbeRequest } from '@probez/core';
import { createAccess } from '@probez/core/internal';

/** Who may see reasons: as in the probes. A browser cannot send a bearer token, so the password of Basic authentication counts too. */
export function createPageAccess(options: AccessOptions): (request: ProbeRequest) => boolean {
  const mayKnow = createAccess(options);
  return (request) => mayKnow(request) || mayKnow(withBearer(request));
}

/** https://www.rfc-editor.org/rfc/rfc7617 */
function withBearer({ method, url, headers, remoteAddress }: ProbeRequest): ProbeRequest {
  const authorization = headerOf(headers, 'authorization') ?? '';
  const [, encoded = ''] = /^basic +([A-Za-z0-9+/=]+) *$/i.exec(authorization) ?? [];
  const password = decoded(encoded).replace(/^[^:]*:?/, '');
  return { method, url, remoteAddress, headers: { authorization: `Bearer ${password}` } };
}

function decoded(base64: string): string {
  try {
    return atob(base64);
  } catch {
    return '';
  }
}

/** A header's value, from a record or from `Headers`. */
export function headerOf(headers: ProbeRequest['headers'], name: string): string | undefined {
  const value: unknown = headers instanceof Headers ? headers.get(name) : Reflect.get(headers, name);
  return typeof value === 'string' ? value : undefined;
}

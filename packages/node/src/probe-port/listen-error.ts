import { ProbezError } from '@probez/core';
import { quote } from '@probez/core/internal';

/** Where somebody wanted to listen. */
export interface ListenTarget {
  readonly port: number;
  readonly host: string | undefined;
}

/** What went wrong, as it crosses from a worker thread: errors lose their class and their code there. */
export interface ListenFailure {
  readonly code: string;
  readonly message: string;
}

/** What the operating system said, as an error that says what to do. */
export function listenError(target: ListenTarget, failure: ListenFailure, cause: unknown = failure): ProbezError {
  return new ProbezError('PORT_UNAVAILABLE', messageFor(target, failure), { cause });
}

export function failureOf(error: unknown): ListenFailure {
  if (!(error instanceof Error)) return { code: 'UNKNOWN', message: String(error) };
  return { code: 'code' in error && typeof error.code === 'string' ? error.code : error.name, message: error.message };
}

function messageFor({ port, host }: ListenTarget, { code, message }: ListenFailure): string {
  const where = `the probes cannot be served on port ${port}, ${host === undefined ? 'all addresses' : `host ${quote(host)}`}`;
  switch (code) {
    case 'EADDRINUSE':
      return `${where}: the port is in use (${code}). Choose another port, or find the process that uses it with "ss -ltnp 'sport = :${port}'"; workers of node:cluster each need a port of their own`;
    case 'EACCES':
      return `${where}: the user of this process is not allowed to listen on it (${code}). Choose a port from 1024 to 65535, such as 9400; a containerPort and a probe can name any port`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EINVAL':
    case 'EAFNOSUPPORT':
      return `${where}: the host is not an address of this machine (${code}). Leave host out to listen on all addresses, which is what Kubernetes needs`;
    default:
      return `${where}: ${message}`;
  }
}

import { peek, reasonOf } from '@probez/core/internal';

/** What to do about an error, by the code that Node, a server or a driver gives it. */
const BY_CODE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there: is the server running, and are host and port right?',
  ENOTFOUND: 'the host name does not resolve: check its spelling, and the DNS',
  EAI_AGAIN: 'the DNS did not answer: check the resolver, and network policies',
  ETIMEDOUT: 'no answer from the network: check routes, firewalls and network policies',
  EHOSTUNREACH: 'no route to the host: check routes, firewalls and network policies',
  ENETUNREACH: 'no route to the network: check routes, firewalls and network policies',
  ECONNRESET: 'the other side closed the connection: did the server restart, or is a proxy in between?',
  EPIPE: 'the other side closed the connection: did the server restart, or is a proxy in between?',
  PROTOCOL_CONNECTION_LOST: 'the other side closed the connection: did the server restart?',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is self-signed: pass its certificate authority as ca',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate authority is not trusted here: pass it as ca',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'the certificate chain is incomplete, or its authority is not trusted here: pass it as ca',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another host name: connect with that name or set servername',
  CERT_HAS_EXPIRED: 'renew the certificate',
  // PostgreSQL: https://www.postgresql.org/docs/current/errcodes-appendix.html
  '28P01': 'check the user and the password',
  '28000': 'check the user, the password and pg_hba.conf',
  '3D000': 'check the name of the database',
  '53300': 'the server has no connections left: use smaller pools or raise max_connections',
  '57P01': 'the server closed the connection: did it restart?',
  '57P03': 'the server is starting or stopping',
  // MySQL and MariaDB
  ER_ACCESS_DENIED_ERROR: 'check the user and the password',
  ER_DBACCESS_DENIED_ERROR: "check the user's rights on the database",
  ER_BAD_DB_ERROR: 'check the name of the database',
  ER_CON_COUNT_ERROR: 'the server has no connections left: use smaller pools or raise max_connections',
  // NATS
  AUTHORIZATION_VIOLATION: 'check the user, the password or the token',
};

/** The same by message, for clients that give no code. Each pattern is a plain alternation. */
const BY_MESSAGE: readonly (readonly [RegExp, string])[] = [
  [/WRONGPASS|NOAUTH|ACCESS_REFUSED|authoriz|authenticat|credential/i, 'check the user and the password'],
  [
    /^'?(connection disconnected|DISCONNECT)/,
    'the connection is lost, and the client reconnects by itself: is the server running?',
  ],
  [
    /Pool does Not exist/,
    'the cluster client has removed every node after errors and does not add them again: set restoreNodeTimeout',
  ],
  [/NOPERM/, "check the user's rights (ACL)"],
  [/LOADING/, 'the server is still loading its data from disk: wait'],
  [/timeout exceeded when trying to connect/, 'is the pool exhausted, or the server unreachable?'],
  [
    /Connection terminated|connection ended|CONNECTION_ENDED|closed/i,
    'the connection is closed: did the server restart?',
  ],
];

/** What a check has found out by itself. It says all there is to say, and gets no advice by its words. */
export class Finding extends Error {}

/** One line for the person on call: what, where, what it said, and what to do. */
export function explain(subject: string, error: unknown): string {
  const said = reasonOf(error).replace(/\.$/, '');
  const advice = adviceFor(error, said);
  return `${subject}: ${said}${advice === undefined || said.includes(advice) ? '' : `; ${advice}`}`;
}

/** What to do about a code, if that is known. */
export const adviceForCode = (code: string): string | undefined =>
  Object.hasOwn(BY_CODE, code) ? BY_CODE[code] : undefined;

function adviceFor(error: unknown, said: string): string | undefined {
  if (error instanceof Finding) return undefined;
  for (const candidate of [error, peek(error, 'errors', 0), peek(error, 'cause')]) {
    const code = peek(candidate, 'code');
    if (typeof code === 'string' && Object.hasOwn(BY_CODE, code)) return BY_CODE[code];
  }
  const code = Object.keys(BY_CODE).find((each) => said.includes(each));
  if (code !== undefined) return BY_CODE[code];
  return BY_MESSAGE.find(([pattern]) => pattern.test(said))?.[1];
}

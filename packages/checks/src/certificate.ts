import type { X509Certificate } from 'node:crypto';
import type { CheckResult, PolledCheck } from '@probez/core';
import { peek, refuse, within } from '@probez/core/internal';
import { abortable } from './attempts.ts';
import { defineCheck, knownOptions, type ReadyCheckOptions } from './define.ts';
import { adviceForCode, Finding } from './explain.ts';
import { place } from './place.ts';
import { parseTarget } from './tcp.ts';
import { type TlsOptions, validateTls } from './tls-options.ts';

/** A server's certificate (`host:port`, port 443 if left out), or a PEM file of this machine. */
export type CertificateTarget =
  | string
  | {
      /** A name or an address. */
      readonly host: string;
      /**
       * The TCP port, 1 to 65535.
       * @default 443
       */
      readonly port?: number | undefined;
    }
  | {
      /** The path of a PEM file. */
      readonly file: string;
    };

/** Options of {@link certificateCheck}. */
export interface CertificateCheckOptions extends ReadyCheckOptions {
  /**
   * Warns when fewer than this many days are left.
   * @default 21
   */
  readonly warnDays?: number | undefined;
  /**
   * Fails when fewer than this many days are left. 0: only when it has expired.
   * @default 0
   */
  readonly failDays?: number | undefined;
  /**
   * TLS options for `host:port`, such as `ca` and `servername`. With `rejectUnauthorized: false` only the dates are checked.
   * @default those of Node
   */
  readonly tls?: TlsOptions | undefined;
}

const OWN_KEYS = ['warnDays', 'failDays', 'tls'];

interface Found {
  /** The certificate of the chain that ends first. */
  readonly subject: string;
  readonly from: number;
  readonly to: number;
  /** Why a client would refuse it, its dates apart. */
  readonly refused?: string | undefined;
}

const DAY_MS = 86_400_000;
const DATE_ERRORS = ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'];

/**
 * Warns before a certificate expires, and fails when it has expired. Looks at the whole chain and, for a server, at its name and
 * whether clients trust it. Runs every 10 minutes by default (`periodMs: 600_000`), with a timeout of 5 s.
 * @throws `ProbezError` with `INVALID_OPTION` if the argument or an option is wrong
 */
export function certificateCheck(target: CertificateTarget, options: CertificateCheckOptions = {}): PolledCheck {
  knownOptions('certificateCheck', options, OWN_KEYS);
  const { warnDays = 21, failDays = 0, tls = {} } = options;
  validateTls('certificateCheck', tls);
  within('certificateCheck: failDays', failDays, 0, 3_650);
  within('certificateCheck: warnDays', warnDays, failDays, 3_650);
  const to = typeof target === 'object' && target !== null && 'file' in target ? target : remote(target);
  if ('file' in to && (typeof to.file !== 'string' || to.file === ''))
    refuse('certificateCheck: file', to.file, 'a path');
  const shown = 'file' in to ? to.file : place(to.host, to.port);

  return defineCheck(
    {
      factory: 'certificateCheck',
      name: 'certificate',
      componentType: 'component',
      // A certificate lives for weeks: nothing is won by asking every ten seconds.
      periodMs: 600_000,
      timeoutMs: 5_000,
      subject: () => `certificate of ${shown}`,
      async run({ signal, step }) {
        step(`no TLS handshake with ${shown}`);
        const found = 'file' in to ? await fromFile(to.file, signal) : await fromServer(to, tls, signal);
        return judge(found);
      },
    },
    options,
    OWN_KEYS,
  );

  function judge({ subject, from, to: end, refused }: Found): Partial<CheckResult> {
    const days = Math.floor(((end - Date.now()) / DAY_MS) * 10) / 10;
    const observed = { observedValue: days, observedUnit: 'd' };
    const on = new Date(end).toISOString().slice(0, 10);
    const say = (status: 'warn' | 'fail', text: string) => ({
      status,
      reason: `certificate of ${shown}: ${text}`,
      ...observed,
    });
    if (Date.now() < from)
      return say('fail', `${subject} is not valid before ${new Date(from).toISOString()}: is the clock right?`);
    if (days < 0) return say('fail', `${subject} expired on ${on}: renew it`);
    if (refused !== undefined) return say('fail', refused);
    if (days < failDays) return say('fail', `${subject} expires on ${on}, in less than ${failDays} days: renew it`);
    if (days < warnDays) return say('warn', `${subject} expires on ${on}, in ${days} days: renew it`);
    return { status: 'pass', ...observed };
  }
}

function remote(target: Exclude<CertificateTarget, { readonly file: string }>): { host: string; port: number } {
  // A server has a host of its own: this machine's is no default, as it is for a plain port.
  if (typeof target === 'object' && typeof target?.host !== 'string')
    refuse('certificateCheck: the target', target, "'host:port', { host, port } or { file }");
  const parsed = parseTarget('certificateCheck', typeof target === 'object' ? withPort(target) : hostOf(target), 443);
  return 'path' in parsed ? refuse('certificateCheck: the target', target, 'host:port') : parsed;
}

const withPort = ({ host, port = 443 }: { readonly host: string; readonly port?: number | undefined }) => ({
  host,
  port,
});

/** Of `https://host:port/path` the host and the port. */
function hostOf(text: string): string {
  if (typeof text !== 'string' || !/^https:/i.test(text) || !URL.canParse(text)) return text;
  return new URL(text).host;
}

async function fromFile(file: string, signal: AbortSignal): Promise<Found> {
  const { readFile } = process.getBuiltinModule('node:fs/promises');
  const { X509Certificate: Certificate } = process.getBuiltinModule('node:crypto');
  const pem = await readFile(file, { encoding: 'utf8', signal });
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
  if (blocks === null) throw new Finding('no PEM certificate in the file');
  return earliest(blocks.map((block) => new Certificate(block)));
}

async function fromServer(to: { host: string; port: number }, tls: TlsOptions, signal: AbortSignal): Promise<Found> {
  const { connect } = process.getBuiltinModule('node:tls');
  const { isIP } = process.getBuiltinModule('node:net');
  // Connects without verification, because a bad certificate must be read before it can be reported; it is judged afterwards.
  const servername = tls.servername ?? (isIP(to.host) === 0 ? to.host : undefined);
  const socket = connect({
    ...tls,
    ...to,
    ...(servername === undefined ? {} : { servername }),
    rejectUnauthorized: false,
  });
  const ready = new Promise<void>((resolve, reject) => {
    socket.once('secureConnect', resolve);
    socket.once('error', reject);
  });
  try {
    await abortable(ready, signal, () => socket.destroy());
    const chain: X509Certificate[] = [];
    for (
      let next = socket.getPeerX509Certificate();
      next !== undefined && chain.length < 10;
      next = next.issuerCertificate
    ) {
      if (chain.some((known) => known.fingerprint256 === next?.fingerprint256)) break;
      chain.push(next);
    }
    const refused =
      tls.rejectUnauthorized === false || socket.authorized ? undefined : refusalOf(socket.authorizationError);
    return { ...earliest(chain), refused };
  } finally {
    socket.on('error', () => {});
    socket.destroy();
  }
}

/** Node gives a code or an error; dates are judged apart, because they are worth a warning before. */
function refusalOf(refusal: unknown): string | undefined {
  const code = typeof refusal === 'string' ? refusal : peek(refusal, 'code');
  if (typeof code !== 'string' || DATE_ERRORS.includes(code)) return undefined;
  const message = peek(refusal, 'message') ?? adviceForCode(code);
  // In brackets: `..._SIGNATURE: the` would look like a secret to the redaction.
  return `clients refuse it (${code})${typeof message === 'string' ? `, ${message}` : ''}`;
}

/** The certificate that ends first. A root that came along does not count: clients have their own. */
function earliest(chain: readonly X509Certificate[]): Found {
  const judged = chain.filter((certificate, index) => index === 0 || !certificate.checkIssued(certificate));
  const dates = judged.map((certificate) => ({
    subject: /CN=([^\n]*)/.exec(certificate.subject)?.[1] ?? 'the certificate',
    from: Date.parse(certificate.validFrom),
    to: Date.parse(certificate.validTo),
  }));
  const first = [...dates].sort((a, b) => a.to - b.to)[0];
  if (first === undefined) throw new Finding('the server presented no certificate');
  return { ...first, from: Math.max(...dates.map(({ from }) => from)) };
}

import { ProbezError } from '@probez/core';
import { object, peek, reasonOf, refuse } from '@probez/core/internal';

/** TLS options, as in `node:tls`: PEM texts, or the buffers of PEM files. */
export interface TlsOptions {
  /**
   * Certificate authorities to trust instead of Node's.
   * @default those of Node
   */
  readonly ca?: string | Buffer | (string | Buffer)[] | undefined;
  /**
   * The certificate that the client presents.
   * @default none
   */
  readonly cert?: string | Buffer | undefined;
  /**
   * The private key of `cert`.
   * @default none
   */
  readonly key?: string | Buffer | undefined;
  /**
   * The name that the server's certificate must be for, if it is not the host.
   * @default the host
   */
  readonly servername?: string | undefined;
  /**
   * `false` accepts any certificate, so anybody could answer.
   * @default true
   */
  readonly rejectUnauthorized?: boolean | undefined;
}

/** Throws on what TLS could not use: said now, and not at every run. Keys are not quoted. */
export function validateTls(factory: string, tls: TlsOptions | undefined): void {
  if (tls === undefined) return;
  object(`${factory}: tls`, tls, 'TLS options, such as { ca, cert, key }');
  for (const key of ['ca', 'cert', 'key'] as const) {
    for (const each of [tls[key]].flat()) {
      if (each === undefined || Buffer.isBuffer(each)) continue;
      if (typeof each !== 'string') refuse(`${factory}: tls.${key}`, each, 'the text or the buffer of a PEM file');
      if (!each.includes('-----BEGIN '))
        throw unusable(`${factory}: tls.${key} is not a PEM text; is it a path? Pass what readFileSync(path) returns`);
    }
  }
  try {
    process.getBuiltinModule('node:tls').createSecureContext({ ...tls });
  } catch (error) {
    const mismatch = peek(error, 'code') === 'ERR_OSSL_X509_KEY_VALUES_MISMATCH';
    throw unusable(`${factory}: tls cannot be used: ${mismatch ? 'key and cert do not match' : reasonOf(error)}`);
  }
}

const unusable = (message: string): ProbezError => new ProbezError('INVALID_OPTION', message);

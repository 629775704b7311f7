import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate authority and what it has signed, made with openssl. */
export interface TlsFiles {
  readonly folder: string;
  readonly ca: string;
  /** A certificate for localhost and 127.0.0.1 that is valid from and to these days from now. */
  issue(
    name: string,
    fromDays: number,
    toDays: number,
  ): { readonly cert: string; readonly key: string; readonly file: string };
  remove(): void;
}

const stamp = (days: number): string =>
  new Date(Date.now() + days * 86_400_000).toISOString().replace(/[-:T]|\.\d+/g, '');

export function createTlsFiles(): TlsFiles {
  const folder = mkdtempSync(join(tmpdir(), 'probez-tls-'));
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const text = (file: string): string => readFileSync(join(folder, file), 'utf8');
  openssl(
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '3650',
    '-subj',
    '/CN=Test CA',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
  );
  writeFileSync(join(folder, 'index.txt'), '');
  writeFileSync(
    join(folder, 'ca.cnf'),
    [
      '[ca]',
      'default_ca=d',
      '[d]',
      'database=index.txt',
      'new_certs_dir=.',
      'certificate=ca.pem',
      'private_key=ca.key',
      'default_md=sha256',
      'policy=p',
      'rand_serial=yes',
      'unique_subject=no',
      'x509_extensions=x',
      '[p]',
      'commonName=supplied',
      '[x]',
      'subjectAltName=DNS:localhost,IP:127.0.0.1',
      '',
    ].join('\n'),
  );
  return {
    folder,
    ca: text('ca.pem'),
    issue(name, fromDays, toDays) {
      openssl(
        'req',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-subj',
        `/CN=${name}`,
        '-keyout',
        `${name}.key`,
        '-out',
        `${name}.csr`,
      );
      openssl(
        'ca',
        '-batch',
        '-notext',
        '-config',
        'ca.cnf',
        '-in',
        `${name}.csr`,
        '-out',
        `${name}.pem`,
        '-startdate',
        stamp(fromDays),
        '-enddate',
        stamp(toDays),
      );
      return { cert: text(`${name}.pem`), key: text(`${name}.key`), file: join(folder, `${name}.pem`) };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

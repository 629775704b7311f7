import { readArgs, readDurationMs } from '../args.ts';
import { waitFor } from '../check/attempt.ts';
import { readTarget } from '../check/target.ts';
import { exitCode } from '../command.ts';
import type { Io } from '../io.ts';
import { UsageError } from '../usage-error.ts';

export const help = `Usage: probez check [options] TARGET

Checks an endpoint once, by the kubelet's rules, and reports the result in its exit code: for Docker's
HEALTHCHECK and for exec probes in images that have neither curl nor a shell.

Targets:
  http://HOST[:PORT]/PATH        GET; 200 to 399 is a success. Redirects to the same host are followed;
  https://...                      one to another host counts as success and is not followed. Certificates are
                                   not verified.
  tcp://HOST:PORT                A connection is opened and closed
  grpc://HOST:PORT[/SERVICE]     grpc.health.v1.Health/Check without TLS; only SERVING counts as success
  grpcs://HOST:PORT[/SERVICE]    The same with TLS, which the kubelet does not support; the certificate is not verified
  unix:///PATH.sock              The same three through a Unix socket
  http+unix:///PATH.sock:/PATH
  grpc+unix:///PATH.sock[:SERVICE]

Options:
  --timeout TIME           For the whole attempt: 1 (the default, as in the kubelet), 500ms, 5s
  -H, --header "NAME: VALUE"
                           Sent with the request (may be repeated); replaces the kubelet's header of that
                             name; "Accept:" with nothing after it removes it
  --expect-body TEXT       The body must be exactly this; line breaks at its end are ignored
  --body-contains TEXT     The body must contain this
  --expect-status LIST     Statuses that count as success, instead of 200 to 399: 204, or 200,503
  --wait TIME              Retry every half second, for this long, until it succeeds: for init containers, compose and scripts
  --unix-socket PATH       Connect to this socket instead of the target's host and port
  -k, --insecure           Has no effect, and is accepted because curl has it: certificates are never verified
  -q, --quiet              Print nothing
  --json                   Print the result as one line of JSON

Exit codes:
  0  The kubelet would count this as success
  1  It would not: refused, too slow, wrong status or wrong body; with --wait, for all that time
  2  Bad usage

Examples:
  probez check http://127.0.0.1:8080/livez
  probez check --timeout 3 --expect-body OK --header "Host: api.example.com" http://127.0.0.1:8080/readyz
  probez check --wait 60s --quiet tcp://postgres:5432
  probez check grpc://127.0.0.1:9090/orders.Orders
  HEALTHCHECK CMD ["node", "/app/node_modules/probez/bin/probez.cjs", "check", "http://127.0.0.1:8080/livez"]
`;

const options = {
  timeout: { type: 'string' },
  header: { type: 'string', multiple: true, short: 'H' },
  'expect-body': { type: 'string' },
  'body-contains': { type: 'string' },
  'expect-status': { type: 'string' },
  wait: { type: 'string' },
  'unix-socket': { type: 'string' },
  insecure: { type: 'boolean', short: 'k' },
  quiet: { type: 'boolean', short: 'q' },
  json: { type: 'boolean' },
} as const;

function readHeader(text: string): { name: string; value: string } {
  const colon = text.indexOf(':');
  const name = text.slice(0, colon).trim();
  // https://www.rfc-editor.org/rfc/rfc9110#name-tokens
  if (colon > 0 && /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name) && !/[\r\n\0]/.test(text)) {
    return { name, value: text.slice(colon + 1).trim() };
  }
  throw new UsageError(`--header ${JSON.stringify(text)}: expected "NAME: VALUE"`);
}

function readTimeout(text: string | undefined): number {
  const timeoutMs = readDurationMs('--timeout', text ?? '1');
  if (timeoutMs < 1) throw new UsageError(`--timeout "${text}": expected at least 1ms`);
  return timeoutMs;
}

function readStatuses(text: string | undefined): number[] | undefined {
  if (text === undefined) return undefined;
  const statuses = text.split(',').map((one) => (/^[1-5]\d\d$/.test(one) ? Number(one) : Number.NaN));
  if (statuses.every(Number.isInteger)) return statuses;
  throw new UsageError(`--expect-status "${text}": expected statuses from 100 to 599, such as 204 or 200,503`);
}

export async function run(args: string[], io: Io): Promise<number> {
  const { values, positionals } = readArgs({ args, options, allowPositionals: true });
  const [text, ...more] = positionals;
  if (text === undefined) throw new UsageError('no TARGET given, such as http://127.0.0.1:8080/livez');
  if (more.length > 0) throw new UsageError(`expected one TARGET, but "${more[0]}" is a second one`);
  const unixSocket = values['unix-socket'];
  if (unixSocket === '') throw new UsageError('--unix-socket "": expected the path of a socket');
  const target = readTarget(text, unixSocket);
  const headers = (values.header ?? []).map(readHeader);
  const expectBody = values['expect-body'];
  const timeoutMs = readTimeout(values.timeout);
  const expectStatus = readStatuses(values['expect-status']);
  const bodyContains = values['body-contains'];
  if (target.type !== 'http') {
    const http = {
      '--header': values.header,
      '--expect-body': expectBody,
      '--body-contains': bodyContains,
      '--expect-status': expectStatus,
    };
    for (const [option, value] of Object.entries(http))
      if (value !== undefined) throw new UsageError(`${option} needs an http target, not "${text}"`);
  }
  const waitMs = values.wait === undefined ? 0 : readDurationMs('--wait', values.wait);
  const result = await waitFor(target, { timeoutMs, headers, expectBody, bodyContains, expectStatus }, waitMs);
  if (values.json === true) io.stdout.write(`${JSON.stringify({ version: 1, target: text, ...result })}\n`);
  else if (values.quiet !== true) {
    const took = `${result.durationMs} ms`;
    const remark = result.message === '' ? '' : `: ${result.message}`;
    if (result.ok)
      io.stdout.write(`success${result.status === undefined ? '' : `, ${result.status}`} in ${took}${remark}\n`);
    else io.stderr.write(`${result.message}\n`);
  }
  return result.ok ? exitCode.ok : exitCode.failed;
}

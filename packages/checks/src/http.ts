import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { CheckResult, PolledCheck } from '@probez/core';
import { filled, hasMethods, peek, refuse, texts, whole, within } from '@probez/core/internal';
import { defineCheck, knownOptions, type ReadyCheckOptions } from './define.ts';
import { createHttpClient, type HttpAnswer } from './http-client.ts';
import { refuseOthers } from './known-clients.ts';
import { placeOfUrl, subjectAt } from './place.ts';
import { type TlsOptions, validateTls } from './tls-options.ts';

export type { TlsOptions } from './tls-options.ts';

/** Options of {@link httpCheck}. */
export interface HttpCheckOptions extends ReadyCheckOptions {
  /**
   * The request's method.
   * @default 'GET'
   */
  readonly method?: string | undefined;
  /**
   * The request's headers. A redirect to another origin does not get them.
   * @default none
   */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /**
   * The statuses that pass: one, a list, or a function.
   * @default 200 to 299
   */
  readonly expectStatus?: number | readonly number[] | ((status: number) => boolean) | undefined;
  /**
   * A text that the body must contain, a regular expression that it must match, or a function that must return true for it.
   * Only the first `maxBodyBytes` of the body are read.
   * @default any body passes
   */
  readonly expectBody?: string | RegExp | ((body: string) => boolean) | undefined;
  /**
   * How many bytes of the body are read, 0 to 10,485,760 (10 MiB). The rest is not waited for.
   * @default 65536
   */
  readonly maxBodyBytes?: number | undefined;
  /**
   * How many redirects are followed, 0 to 20. With 0 a redirect fails, unless `expectStatus` allows its status, because a
   * redirect to a login page is no sign of health. A redirect from https to http is never followed and fails.
   * @default 0
   */
  readonly redirects?: number | undefined;
  /**
   * TLS options, as in `node:tls`: `ca`, `cert`, `key`, `servername`, `rejectUnauthorized`. A redirect to another origin does not
   * get the client's certificate.
   * @default those of Node
   */
  readonly tls?: TlsOptions | undefined;
  /**
   * The path of a Unix socket to connect to instead of the URL's host.
   * @default none
   */
  readonly socketPath?: string | undefined;
  /**
   * The app's own agent, of `node:http` or `node:https`.
   * @default an agent of the check's own, which keeps one connection
   */
  readonly agent?: HttpAgent | HttpsAgent | undefined;
}

const OWN_KEYS = [
  'method',
  'headers',
  'expectStatus',
  'expectBody',
  'maxBodyBytes',
  'redirects',
  'tls',
  'socketPath',
  'agent',
];

/**
 * Sends an HTTP request and checks the status and, if you want, the body of the answer.
 * @throws `ProbezError` with `INVALID_OPTION` if the argument or an option is wrong
 */
export function httpCheck(url: string | URL, options: HttpCheckOptions = {}): PolledCheck {
  const target = parse(url);
  knownOptions('httpCheck', options, OWN_KEYS);
  const { expectStatus, expectBody, maxBodyBytes = 65_536, redirects = 0, method = 'GET', headers = {} } = options;
  within('httpCheck: maxBodyBytes', maxBodyBytes, 0, 10_485_760);
  whole('httpCheck: redirects', redirects, 0, 20);
  if (typeof method !== 'string' || !/^[A-Za-z-]+$/.test(method))
    refuse('httpCheck: method', method, "a method such as 'GET'");
  texts('httpCheck: headers', headers);
  const statusOk = statusTest(expectStatus);
  const bodyOk = bodyTest(expectBody);
  const { tls, socketPath, agent } = options;
  validateTls('httpCheck', tls);
  filled('httpCheck: socketPath', socketPath, 'a path that is not empty');
  validateAgent(agent, target.protocol);
  const client = createHttpClient({
    method,
    headers,
    maxBodyBytes: bodyOk === undefined ? 0 : maxBodyBytes,
    redirects,
    tls,
    socketPath,
    agent,
  });
  const shown = `${method} ${target.protocol}//${target.host}${target.pathname}`;

  return defineCheck(
    {
      factory: 'httpCheck',
      name: 'http',
      componentType: 'component',
      subject: () => subjectAt(shown, socketPath ?? ''),
      async run({ signal, step }) {
        step(`${shown} does not answer`);
        const answer = await client.send(target, signal, (status) =>
          step(`${shown} answered ${status}, but did not finish sending its body`),
        );
        return judge(answer);
      },
    },
    options,
    OWN_KEYS,
  );

  function judge({ status, location, body }: HttpAnswer): Partial<CheckResult> | undefined {
    const fail = (reason: string): Partial<CheckResult> => ({ status: 'fail', reason: `${shown}: ${reason}` });
    if (!statusOk(status)) {
      const hint =
        location === undefined ? '' : ` to ${location}; set redirects to follow it, or expectStatus if that is right`;
      return fail(`answered ${status}${hint}`);
    }
    if (bodyOk !== undefined && !bodyOk(body))
      return fail(`answered ${status}, but its body does not match expectBody: ${excerpt(body)}`);
    return undefined;
  }
}

/** An agent of undici is for fetch, and one for another protocol throws at every request. Agents of proxies are subclasses, for both. */
function validateAgent(agent: unknown, protocol: string): void {
  if (agent === undefined) return;
  const allowed = `an agent of node:${protocol.slice(0, -1)}`;
  if (!hasMethods(agent, ['addRequest']))
    refuse('httpCheck: agent', agent, `${allowed}; undici agents work with fetch only`);
  const other = process.getBuiltinModule(protocol === 'https:' ? 'node:http' : 'node:https').Agent;
  if (peek(agent, 'constructor') === other)
    refuse('httpCheck: agent', agent, `${allowed}, because the URL is ${protocol}; this one is for the other protocol`);
}

const excerpt = (body: string): string => JSON.stringify(body.length > 80 ? `${body.slice(0, 79)}…` : body);

function parse(url: string | URL): URL {
  refuseOthers('httpCheck', url, 'the URL');
  const allowed = "an http or https URL, for example 'https://api.example.com/healthz'";
  const text = url instanceof URL ? url.href : url;
  const parsed = typeof text === 'string' && URL.canParse(text) ? new URL(text) : null;
  if (parsed === null || (parsed.protocol !== 'http:' && parsed.protocol !== 'https:')) {
    return refuse('httpCheck: the URL', placeOfUrl(url, 80) === '' ? url : `${parsed?.protocol ?? ''}//…`, allowed);
  }
  return parsed;
}

function statusTest(expected: HttpCheckOptions['expectStatus']): (status: number) => boolean {
  if (expected === undefined) return (status) => status >= 200 && status <= 299;
  if (typeof expected === 'function') return expected;
  const list: readonly unknown[] = Array.isArray(expected) ? expected : [expected];
  if (list.length === 0)
    refuse('httpCheck: expectStatus', list, 'a status, a list of them that is not empty, or a function');
  for (const status of list) within('httpCheck: expectStatus', status, 100, 599);
  return (status) => list.includes(status);
}

function bodyTest(expected: HttpCheckOptions['expectBody']): ((body: string) => boolean) | undefined {
  if (expected === undefined || typeof expected === 'function') return expected;
  if (typeof expected === 'string') return (body) => body.includes(expected);
  // search() ignores the lastIndex that a global expression would carry from run to run.
  if (expected instanceof RegExp) return (body) => body.search(expected) >= 0;
  return refuse('httpCheck: expectBody', expected, 'a string, a regular expression or a function');
}

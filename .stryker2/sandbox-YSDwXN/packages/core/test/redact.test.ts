// @ts-nocheck
import { describe, expect, it } from 'vitest';
import { ProbezError } from '../src/errors.ts';
import { redact, redactStart } from '../src/redact.ts';

/** A secret without anything that would give it away. */
const S = 'hunter2secret';

/** What patterns that look ahead or behind, and those that begin anew at each word, are slow on. */
const HOSTILE = [
  'eyJ-',
  'eyJ',
  'eyJa.',
  'eyJaaaaaaaaa.bbbb',
  'password=',
  'password="',
  "password='",
  'password=\\"',
  'password is ',
  'password is a',
  '"\\"',
  '\\',
  'a://',
  'a://a:',
  'a://a:b',
  'a:',
  'a:@',
  'a@',
  '@',
  ':',
  '%3A%2F%2F',
  '%3A%2F%2Fa',
  '%40',
  'bearer ',
  'basic a',
  'http://a:',
  '-----BEGIN PRIVATE KEY-----',
  '-----BEGIN ',
  '--password ',
  'cookie: ',
  'cookie:[',
  'cookie:"',
  'authorization: ',
  'authorization: digest ',
  'authorization:a ',
  'glpat-',
  'ghp_',
  'SU',
  'AIza',
  '?key=',
  '//hooks.slack.com/services/',
  '//discord.com/api/v1/webhooks/',
  '//a.webhook.office.com/',
  '/bot123456:',
  '/bot1',
  ' ',
  '\n',
];

describe('known secrets are replaced', () => {
  it.each([
    ['connect to postgres://user:s3cret@db:5432/app failed', 'connect to postgres://***@db:5432/app failed'],
    ['amqp://guest:p@ss@rabbit', 'amqp://***@rabbit'],
    ['redis://:hunter2@cache:6379', 'redis://***@cache:6379'],
    ['https://example.com/path?x=1', 'https://example.com/path?x=1'],
    ['mail me@example.com', 'mail me@example.com'],
    ['password=hunter2 host=db', 'password=*** host=db'],
    ['PGPASSWORD=hunter2', 'PGPASSWORD=***'],
    ['{"password":"hun\'ter","user":"a"}', '{"password":***,"user":"a"}'],
    ['?access_token=abc&x=1', '?access_token=***&x=1'],
    ['api-key: abc123', 'api-key: ***'],
    ['Authorization: Bearer abc.def-ghi', 'Authorization: Bearer ***'],
    ['Basic dXNlcjpwYXNz', 'Basic ***'],
    ['jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln here', 'jwt *** here'],
    ['postgres://user:s3/cr?e#t@db/app, again', 'postgres://***@db/app, again'],
    ['http://db:8080/@scope/page', 'http://db:8080/@scope/page'],
    ['http://[::1]:8080/@scope', 'http://[::1]:8080/@scope'],
    ['AccountKey=abc==;EndpointSuffix=x', 'AccountKey=***;EndpointSuffix=x'],
    ['secretKey: abc', 'secretKey: ***'],
    ['mysqldump --password hunter2 app', 'mysqldump --password *** app'],
    ['-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----', '***'],
    ['-----BEGIN PRIVATE KEY-----\nabc', '***'],
    ['push with ghp_0123456789abcdefghij failed', 'push with *** failed'],
    ['password authentication failed for user "app"', 'password authentication failed for user "app"'],
    ['["Cookie","sid=hunter2"]', '["Cookie",***]'],
    ['["authorization", "Token hunter2"]', '["authorization", "Token ***"]'],
    ['[["x-api-key","hunter2"]]', '[["x-api-key",***]]'],
    ["Map(1) { 'password' => 'hunter2' }", "Map(1) { 'password' => *** }"],
    ['eyJhbGciOiJk.aaaa.bbbb.cccc.dddd', '***'],
    ['://user:hunter2@db', '://***@db'],
    ['svc1:hunter2@mq, 1svc:hunter2@mq', '***@mq, ***@mq'],
    ['eyJhbGciOiJk..bbbb.cccc.dddd', '***'],
    ['the key AKIAIOSFODNN7EXAMPLE is gone', 'the key *** is gone'],
    ['hvs.CAESIJlWh1Ww0aaaa', '***'],
  ])('%s', (text, clean) => {
    expect(redact(text)).toBe(clean);
  });

  it.each([
    'token: unexpected end of input',
    'password: must be at least 8 characters',
    'signature: mismatch',
    'open /run/secrets/db-password: permission denied',
    'basic health check failed',
    'bearer token missing',
    'authorization: denied by policy',
    'bypass: true',
    'pwd=/app/src',
    'killed, sig=9',
    'sig=SIGTERM',
    'max_token: 100',
    'npm_config_registry is unset',
    'task-runner-sk-abcdefghijkl',
  ])('ordinary text stays: %s', (text) => {
    expect(redact(text)).toBe(text);
  });

  it.each([
    ['JSON inside JSON', JSON.stringify({ body: JSON.stringify({ user: 'a', password: S }) })],
    ['JSON inside JSON inside JSON', JSON.stringify({ a: JSON.stringify({ b: JSON.stringify({ token: S }) }) })],
    ['JSON inside JSON with a quote in it', JSON.stringify({ body: JSON.stringify({ password: `a"${S}` }) })],
    ['JSON with a quote in it', JSON.stringify({ password: `a"${S}` })],
    ['a password of 600 characters', `connect postgres://user:${S.repeat(60)}@db/x failed`],
    ['of 600 that are escaped', `connect postgres://user:${`%3D${S}`.repeat(60)}@db/x failed`],
    ['of 5,000', `mongodb://user:${S.repeat(500)}@db`],
    ['with signs that nobody escaped', `redis://:a@b@${S}@host:6379`],
    ['with a space', `postgres://u:my ${S}@db`],
    ['with a quote', `postgres://u:my'${S}@db`],
    ['with a space, and no user', `redis://:${S} ${S}@host`],
    ['that begins with digits', `postgres://u:12${S} x@db`],
    ['with a slash, without a scheme', `guest:${S}/x@rabbit`],
    ['with a slash and more', `postgres://u:a/b?c#${S}@db`],
    ['in a URL in a URL', `https://host/?next=postgres://u:${S}@db`],
    ['in an escaped URL', `redirect?u=postgres%3A%2F%2Fu%3A${S}%40db`],
    ['without a scheme', `amqp login guest:${S}@rabbit:5672`],
    ['without a scheme, in quotes', `cannot reach "guest:${S}@rabbit:5672/vhost"`],
    ['as MySQL drivers in Go print it', `root:${S}@tcp(db:3306)/x: refused`],
    ['Azure Service Bus', `Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=${S}=`],
    ['Azure Storage', `DefaultEndpointsProtocol=https;AccountName=x;AccountKey=${S}==;EndpointSuffix=core.windows.net`],
    ['a SAS', `https://x.blob.core.windows.net/c?sv=2022-11-02&se=2027&sr=b&sp=r&sig=${S}%3D`],
    ['a SAS in a connection string', `BlobEndpoint=https://x;SharedAccessSignature=sv=1&ss=b&sig=${S}`],
    ['a presigned URL', `https://b.s3.amazonaws.com/k?X-Amz-Credential=${S}&X-Amz-Signature=${S}`],
    ['JDBC', `jdbc:postgresql://db/x?user=a&password=${S}`],
    ['SQL Server', `Server=db;User Id=sa;Password=${S};Encrypt=true`],
    ['libpq', `host=db user=a password='my ${S}' dbname=x`],
    ['an environment variable', `aws_secret_access_key=${S}`],
    ['Cookie', `Cookie: sid=${S}; b=${S}`],
    ['Set-Cookie', `Set-Cookie: sid=${S}; Path=/; HttpOnly`],
    ['headers as JSON', JSON.stringify({ host: 'db', cookie: `a="${S}"`, 'set-cookie': [`sid=${S}`] })],
    ['headers as Node prints them', `{ host: 'db', cookie: 'sid=${S}', authorization: 'Token ${S}' }`],
    ['Authorization: Token', `Authorization: Token ${S}`],
    ['Authorization: Token token=', `Authorization: Token token="${S}", x`],
    ['Authorization: Digest', `Authorization: Digest username="a", realm="b", response="${S}"`],
    ['Authorization: AWS4', `Authorization: AWS4-HMAC-SHA256 Credential=AKIA/2026, SignedHeaders=host, Signature=${S}`],
    ['Authorization: ApiKey', `authorization: ApiKey ${S}`],
    ['Authorization without a scheme', `authorization: ${S}`],
    ['Authorization in JSON', JSON.stringify({ authorization: `Digest response="${S}"` })],
    ['Proxy-Authorization', `Proxy-Authorization: Basic ${S}`],
    ['another header', `x-auth-token: ${S}`],
    ['a key of Azure Functions', `x-functions-key: ${S}`],
    ['far from its name', `password:     ${S}`],
    ['on the next line', `password:\n  ${S}`],
    ['in a sentence', `password is ${S}`],
    ['a passphrase', `{"passphrase":"${S}"}`],
    ['as Node prints objects', `{ password: '${S}' }`],
    ['auth', `auth=${S}`],
    ['a key of Azure Functions in a query', `https://x.azurewebsites.net/api/f?code=${S}==`],
    ['a key in a query', `https://maps.example.com/x?q=1&key=${S}`],
    ["Slack's webhook", `https://hooks.slack.com/services/T000/B000/${S}`],
    ["Discord's webhook", `https://discord.com/api/webhooks/123456/${S}`],
    ["Discord's webhook of a version", `https://ptb.discord.com/api/v10/webhooks/123456/${S}?wait=true`],
    ["Teams' webhook", `https://x.webhook.office.com/webhookb2/a@b/IncomingWebhook/${S}/c`],
    ["Telegram's bot", `https://api.telegram.org/bot123456:AA${S}/getMe`],
    ['a private key in JSON', JSON.stringify({ k: `-----BEGIN PRIVATE KEY-----\n${S}\n-----END PRIVATE KEY-----` })],
    [
      'an encrypted private key',
      `-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: x\n\n${S}\n-----END RSA PRIVATE KEY-----`,
    ],
  ])('%s', (_what, text) => {
    expect(redact(text)).not.toContain(S);
    expect(redact(text)).toContain('***');
    // Once is enough, and twice does no harm.
    expect(redact(redact(text))).not.toContain(S);
  });

  it.each([
    ['SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY'],
    ['npm_1234567890abcdefghijklmnopqrstuvwxyz'],
    ['AIzaSyA-1234567890abcdefghijklmnopqrstu'],
    ['github_pat_11ABCDEFG0123456789_abcdefghij'],
    ['xoxb-123456789012-abcdefghijkl'],
  ])('a token that tells what it is: %s', (token) => {
    expect(redact(`push with ${token} failed`)).toBe('push with *** failed');
  });

  it.each([
    ['connect ECONNREFUSED 127.0.0.1:5432'],
    ["Access denied for user 'app'@'10.0.0.1' (using password: YES)"],
    ['password authentication failed for user "app"'],
    ['http://cache:6379, write to ops@example.com'],
    ['http://cache: timeout, write to ops@example.com'],
    ['from:me@example.com to:you@example.com'],
    ['image nginx:1.25@sha256:0123456789abcdef not found'],
    ['at load (file:///app/node_modules/@scope/x@1.0.0/index.js:10:5)'],
    ['at load (/app/node_modules/.pnpm/foo@1.0.0/index.js:10:5)'],
    [String.raw`at load (C:\app\node_modules\@scope\x\index.js:10:5)`],
    ['npm:@scope/x, git@github.com:org/repo'],
    ['the tokens were refreshed; 3 secrets, no cookies'],
    ['getaddrinfo ENOTFOUND db.internal'],
    ['AccountName=x, se=2027-01-01'],
    ['me@example.com: http://u:v was asked'],
    ['http://@host:x, write to me@example.com'],
    ['guest:@rabbit, at 12:30@noon, note:x@ y'],
    ['exited with code=1, key=orders:7 is gone'],
    ['https://hooks.slack.com, https://discord.com/api/webhooks, /bots/123456:1'],
  ])('no secret, and so it stays: %s', (text) => {
    expect(redact(text)).toBe(text);
  });

  it('what was cut shows nothing of a password that has lost its end', () => {
    const text = `${'x'.repeat(90)} pg://svc:${S}${S}@db`;
    expect(redactStart(text, 110)).toBe(`${'x'.repeat(90)} pg://***`);
    expect(redactStart(`${'x'.repeat(90)} svc:${S}${S}@db`, 110)).toBe(`${'x'.repeat(90)} ***`);
    expect(redactStart('short', 110)).toBe('short');
    expect(redactStart('x'.repeat(200), 110)).toBe('x'.repeat(110));
    // What is whole has an end of its own.
    expect(redactStart('svc:hunter2', 11)).toBe('svc:hunter2');
    expect(redactStart('svc:hunter2', 110)).toBe('svc:hunter2');
  });

  it.each([
    [5, '5'],
    [null, 'null'],
    [undefined, 'undefined'],
    [{ password: S }, 'a value of type object'],
    [() => S, 'a value of type function'],
    [5n, '5'],
  ])('only texts are redacted, not %s', (given, shown) => {
    const message = `the text to redact is ${shown}; allowed: a string`;
    expect(() => Reflect.apply(redact, undefined, [given])).toThrow(new ProbezError('INVALID_OPTION', message));
  });

  it.each(HOSTILE)('takes linear time on %j again and again', (part) => {
    // Quadratic time would be some 10^11 steps.
    const text = part.repeat(Math.ceil(1_000_000 / part.length));
    expect(typeof redact(text)).toBe('string');
  });
});

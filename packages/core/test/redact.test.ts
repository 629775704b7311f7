import { describe, expect, it } from 'vitest';
import { redact } from '../src/redact.ts';

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
  ])('%s', (text, clean) => {
    expect(redact(text)).toBe(clean);
  });

  it('takes linear time on hostile input', () => {
    const hostile = [
      'password='.repeat(20_000),
      'a://'.repeat(20_000),
      'eyJ'.repeat(30_000),
      `"${'\\"'.repeat(20_000)}`,
      'bearer '.repeat(20_000),
      `http://${'a:'.repeat(40_000)}`,
      'http://a:'.repeat(20_000),
      '-----BEGIN PRIVATE KEY-----'.repeat(5_000),
      '--password '.repeat(20_000),
    ];
    for (const text of hostile) expect(typeof redact(text)).toBe('string');
  });
});

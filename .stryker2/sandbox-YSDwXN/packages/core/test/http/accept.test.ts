// @ts-nocheck
import { expect, it } from 'vitest';
import { jsonTypeOf } from '../../src/http/accept.ts';

const HEALTH = 'application/health+json';
const JSON_TYPE = 'application/json';

it.each([
  [undefined, undefined],
  ['', undefined],
  ['*/*', undefined],
  ['text/plain', undefined],
  ['application/json', JSON_TYPE],
  ['application/health+json', HEALTH],
  ['APPLICATION/JSON', JSON_TYPE],
  ['application/json, text/plain, */*', JSON_TYPE],
  ['application/health+json;q=0.9, application/json;q=0.9', HEALTH],
  ['application/health+json;q=0.1, application/json', JSON_TYPE],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', undefined],
  ['text/plain, application/json;q=0.9', undefined],
  ['text/plain;q=0.5, application/json;q=0.5', JSON_TYPE],
  ['application/json;q=0', undefined],
  ['application/json;q=nonsense', undefined],
  ['application/json;q=0.5, */*', undefined],
  ['application/json; charset=utf-8; q=0.8, text/*;q=0.7', JSON_TYPE],
  ['application/json;q=2', undefined],
  ['application/json;q=-1', undefined],
  ['application/json;iq=0', JSON_TYPE],
  ['application/json;qs=0', JSON_TYPE],
  ['image/png, application/json;q=0.5', JSON_TYPE],
  ['text/html, application/json;q=0.5', undefined],
  ['application/problem+json', undefined],
  ['application/*', undefined],
  [',,;;q=,json', undefined],
])('Accept: %s -> %s', (accept, type) => {
  expect(jsonTypeOf(accept)).toBe(type);
});

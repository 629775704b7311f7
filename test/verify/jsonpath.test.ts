import { describe, expect, it } from 'vitest';
import { FakeCluster } from './fake-cluster.ts';
import { JsonPathError, jsonpath } from './jsonpath.ts';

/** What the real one does is in its source: https://github.com/kubernetes/client-go/blob/master/util/jsonpath/jsonpath.go */
describe('a JSONPath of kubectl', () => {
  const pod = {
    metadata: { name: 'web' },
    status: { containerStatuses: [{ name: 'app', restartCount: 0 }, { name: 'proxy' }], conditions: [] },
  };

  it.each<[string, string, string]>([
    ['a field that is not there', '{.status.podIP}', ''],
    ['one below it', '{.status.reason.text}', ''],
    ['an item of a list that is not there', '{.status.ephemeralContainerStatuses[0].state}', ''],
    ['a filter that fits nothing', '{.status.containerStatuses[?(@.name=="web")].restartCount}', ''],
    ['a filter of a list that is not there', '{.status.initContainerStatuses[?(@.name=="app")].restartCount}', ''],
    ['a range over a list that is not there', '{range .status.initContainerStatuses[*]}{.name}{"\\n"}{end}.', '.'],
    ['all of an empty list', '{.status.conditions[*].type}', ''],
    ['0', '{.status.containerStatuses[?(@.name=="app")].restartCount}', '0'],
    ['a map', '{.metadata}', '{"name":"web"}'],
    ['several', '{.status.containerStatuses[*].name}', 'app proxy'],
  ])('prints %s', (_what, template, text) => {
    expect(jsonpath(template, pod)).toBe(text);
  });

  it('looks no further than the first empty list', () => {
    const items = [{ endpoints: null }, { endpoints: [1] }, { endpoints: [] }, { endpoints: [2] }];
    expect(jsonpath('{.items[*].endpoints[*]}', { items })).toBe('1');
  });

  it.each([
    ['the first of none', '{.status.conditions[0].type}', 'array index out of bounds: index 0, length 0'],
    ['the last of none', '{.status.conditions[-1:].type}', 'array index out of bounds: index -1, length 0'],
    ['the third of two', '{.status.containerStatuses[2].name}', 'array index out of bounds: index 2, length 2'],
    ['an item of a map', '{.metadata[0]}', 'object is not array or slice'],
  ])('complains of %s', (_what, template, message) => {
    expect(() => jsonpath(template, pod)).toThrow(new JsonPathError(message));
  });
});

describe('the kubectl of the tests has the manners of the real one', () => {
  const manifest = (image: string) =>
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web' },
      spec: { containers: [{ name: 'app', image }] },
    });
  const started = async () => {
    const cluster = new FakeCluster();
    await cluster.kubectl(['apply', '-f', '-'], manifest('localhost/probez-demoapp:0.1.0'));
    await cluster.pass(5);
    return cluster;
  };

  it.each<[string, string[], string]>([
    ['a Pod that is not there', ['get', 'pod', 'other', '-o', 'jsonpath={.status}'], 'NotFound'],
    ['a watch of one', ['get', 'pod', 'other', '--watch', '-o', 'go-template={{.status}}'], 'NotFound'],
    ['the log of one', ['logs', 'other'], 'NotFound'],
    ['another container', ['logs', 'web', '-c', 'proxy'], 'container proxy is not valid for pod web'],
    ['a command in one', ['exec', 'web', '-c', 'proxy', '--', 'true'], 'container proxy is not valid for pod web'],
    [
      'events by their message',
      ['get', 'events', '--field-selector', 'message=x'],
      'field label not supported: message',
    ],
    [
      'the last of no events',
      ['get', 'events', '--field-selector', 'reason=Failed', '-o', 'jsonpath={.items[-1:].message}'],
      'array index out of bounds: index -1, length 0',
    ],
  ])('complains of %s', async (_what, args, message) => {
    const answer = await (await started()).kubectl(args, '');
    expect(answer).toMatchObject({ code: 1, error: expect.stringContaining(message) });
    expect(answer.out ?? '').toBe('');
  });

  it('refuses another spec for a Pod that is there', async () => {
    const cluster = await started();
    expect(await cluster.kubectl(['apply', '-f', '-'], manifest('localhost/probez-demoapp:0.1.0'))).toMatchObject({
      code: 0,
    });
    expect(await cluster.kubectl(['apply', '-f', '-'], manifest('other'))).toMatchObject({
      code: 1,
      error: expect.stringContaining('Forbidden'),
    });
  });

  it('a watch begins with what is now, and tells of the end', async () => {
    const cluster = await started();
    const one =
      '{{range .status.containerStatuses}}{{if .state.terminated}}{{.state.terminated.exitCode}}{{else}}-{{end}}{{end}}';
    const watch = ['get', 'pod', 'web', '--watch', '-o', `go-template=${one}`];
    expect(await cluster.kubectl(watch, '')).toMatchObject({ code: 0, out: '-' });
    await cluster.kubectl(['delete', 'pod', 'web', '--wait=false'], '');
    await cluster.pass(40);
    expect((await cluster.kubectl(watch, '')).out).toMatch(/^-+0+$/);
    expect(await cluster.kubectl(watch, '')).toMatchObject({ code: 1, error: expect.stringContaining('NotFound') });
  });
});

import type protobuf from 'protobufjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { envoyErrors } from './envoy-config.ts';
import { envoyDefinitions } from './envoy-definitions.ts';
import { fromConfigMap, read } from './example.ts';

const MANIFEST = 'kubernetes/11-sidecar-proxy/envoy.yaml';
const BOOTSTRAP = 'envoy.config.bootstrap.v3.Bootstrap';
const text = fromConfigMap(MANIFEST, 'envoy.yaml');

describe('the Envoy configuration of scenario 11', () => {
  let root: protobuf.Root;
  beforeAll(async () => {
    root = await envoyDefinitions();
  });
  const errors = (yaml: string) => envoyErrors(root, BOOTSTRAP, parse(yaml));

  it('is what Envoy’s definitions allow, in every typed_config', () => {
    expect(errors(text)).toEqual([]);
    // Each of them was looked into.
    expect(text.match(/"@type"/g)).toHaveLength(6);
    expect(text.match(/typed_config:/g)).toHaveLength(5); // and the protocol options of the cluster
  });

  it.each([
    [
      'an unknown field',
      'stat_prefix: pod',
      'statistics_prefix: pod',
      /statistics_prefix: HttpConnectionManager has no such field/,
    ],
    ['a missing field', /^.*stat_prefix: pod\n/m, '', /stat_prefix: must be given/],
    [
      'an unknown field deep inside',
      'exact: /proxy-is-up',
      'exactly: /proxy-is-up',
      /exactly: StringMatcher has no such field/,
    ],
    ['a wrong type', 'port_value: 8000', 'port_value: http', /port_value: "http" is no uint32/],
    ['a port that is none', 'port_value: 8000', 'port_value: 80000', /port_value: must be 65535 at most/],
    ['a duration without a unit', 'idle_timeout: 4s', 'idle_timeout: 4', /idle_timeout: is no duration/],
    ['a string for true', 'pass_through_mode: true', 'pass_through_mode: "yes"', /pass_through_mode: "yes" is no bool/],
    ['an unknown value', 'type: STATIC', 'type: FIXED', /type: "FIXED" is none of STATIC, STRICT_DNS/],
    ['a type that does not exist', '.router.v3.Router', '.router.v3.Route', /router\.v3\.Route" is not known/],
    ['the type of the API before', '.router.v3.Router', '.router.v2.Router', /router\.v2\.Router" is not known/],
    [
      'the config of another filter',
      '.router.v3.Router',
      '.health_check.v3.HealthCheck',
      /pass_through_mode: must be given/,
    ],
    ['no type at all', /"@type": .*Router$/m, 'suppress_envoy_headers: true', /typed_config: has no @type/],
    [
      'a deprecated field',
      'type: STATIC',
      'type: STATIC\n      use_tcp_for_dns_lookups: true',
      /use_tcp_for_dns_lookups: is deprecated/,
    ],
    [
      'a config without a type, as in v2',
      /typed_config:\n\s+"@type": .*Router$/m,
      'config: {}',
      /config: HttpFilter has no such field/,
    ],
    [
      'two of which only one may be',
      'cluster: app',
      'cluster: app\n                            cluster_header: x',
      /more than one of cluster, cluster_header/,
    ],
    ['none of which one must be', 'cluster: app', 'prefix_rewrite: /', /needs one of cluster, cluster_header/],
  ])('a mistake is found: %s', (_name, from, to, found) => {
    const broken = text.replace(from, to);
    expect(broken).not.toBe(text);
    expect(errors(broken).join('\n')).toMatch(found);
  });

  it('hangs together: the route’s cluster exists, the router is the last filter, admin is on loopback', () => {
    const { admin, static_resources: resources } = parse(text);
    expect(admin.address.socket_address.address).toBe('127.0.0.1');
    const [manager] = resources.listeners[0].filter_chains[0].filters;
    const filters: { name: string }[] = manager.typed_config.http_filters;
    expect(filters.at(-1)?.name).toBe('envoy.filters.http.router');
    const { cluster } = manager.typed_config.route_config.virtual_hosts[0].routes[0].route;
    const [app] = resources.clusters;
    expect([app.name, app.load_assignment.cluster_name]).toEqual([cluster, cluster]);
  });
});

const documents = parseAllDocuments(read(MANIFEST)).map((document) => document.toJS());
const spec = documents.find(({ kind }) => kind === 'Pod').spec;
const [proxy] = spec.initContainers;
const [app] = spec.containers;

describe('the Pod of scenario 11 with Envoy', () => {
  it('agrees with its configuration: ports, and who outlasts whom', () => {
    const { admin, static_resources: resources } = parse(text);
    const { port_value: port } = resources.listeners[0].address.socket_address;
    expect(proxy.ports).toEqual([{ name: 'proxy', containerPort: port }]);
    expect([app.readinessProbe, app.livenessProbe].map(({ httpGet }) => httpGet.port)).toEqual([port, port]);
    const env = Object.fromEntries(app.env.map(({ name, value }: Record<string, string>) => [name, value]));
    const upstream = resources.clusters[0].load_assignment.endpoints[0].lb_endpoints[0].endpoint.address.socket_address;
    expect([env.HOST, env.PORT]).toEqual([upstream.address, String(upstream.port_value)]);
    const drainSeconds = Number(proxy.args[proxy.args.indexOf('--drain-time-s') + 1]);
    expect(Number(env.DRAIN_DELAY_MS)).toBeGreaterThan(drainSeconds * 1000);
    expect(proxy.lifecycle.preStop.exec.command[2]).toContain(
      `/dev/tcp/127.0.0.1/${admin.address.socket_address.port_value}`,
    );
    expect(proxy.startupProbe.httpGet.path).toBe('/proxy-is-up');
    expect(text).toContain('exact: /proxy-is-up');
  });
});

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import protobuf from 'protobufjs';

const { resolve } = createRequire(import.meta.url);
// Its folder `deps` has Envoy's definitions and what they import, but for descriptor.proto.
const xds = resolve('@grpc/grpc-js-xds/package.json').replace(/package\.json$/, 'deps/');
const folders = [
  ...['envoy-api', 'xds', 'googleapis', 'protoc-gen-validate'].map((name) => `${xds}${name}/`),
  `${dirname(resolve('protobufjs/package.json'))}/`,
];

/** What a typed_config may hold: each extension is a file of its own. */
const extensions = [
  'access_loggers/file/v3/file',
  'access_loggers/stream/v3/stream',
  'filters/http/health_check/v3/health_check',
  'filters/http/router/v3/router',
  'filters/network/http_connection_manager/v3/http_connection_manager',
  'filters/network/tcp_proxy/v3/tcp_proxy',
  'upstreams/http/v3/http_protocol_options',
];

/** Envoy's v3 API: its bootstrap and the extensions above. https://github.com/envoyproxy/envoy/tree/main/api */
export async function envoyDefinitions(): Promise<protobuf.Root> {
  const root = new protobuf.Root();
  root.resolvePath = (_origin, target) => {
    const found = folders.map((folder) => folder + target).find((file) => existsSync(file));
    if (found === undefined) throw new Error(`no definition of ${target}`);
    return found;
  };
  const files = ['config/bootstrap/v3/bootstrap', ...extensions.map((name) => `extensions/${name}`)];
  await root.load(
    files.map((file) => `envoy/${file}.proto`),
    { keepCase: true },
  );
  root.resolveAll();
  return root;
}

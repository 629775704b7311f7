import { grpc } from '../clients.ts';
import type { Host } from '../host.ts';

export default {
  title: '@grpc/grpc-js',
  versions: { '1.14': ['@probez/node', '@probez/grpc', '@grpc/grpc-js@1.14'] },
  client: grpc,
  files: () => ({
    'app.mjs': `
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { grpcHealth } from '@probez/grpc';
import { createHealth, gracefulShutdown } from '@probez/node';
import { answer, drain, ping, port } from './control.mjs';

const health = createHealth({ checks: [ping] });
const answers = grpcHealth(health);
const server = new Server();
const same = (bytes) => bytes;
const ask = {
  path: '/test.App/Ask',
  requestStream: false,
  responseStream: false,
  requestSerialize: same,
  requestDeserialize: same,
  responseSerialize: same,
  responseDeserialize: same,
};
server.addService({ ask }, { ask: ({ request }, done) => void answer(String(request)).then((text) => done(null, Buffer.from(text))) });
answers.addToServer(server);
server.bindAsync('127.0.0.1:' + port, ServerCredentials.createInsecure(), () => health.start());
gracefulShutdown(answers.target(server), { health, ...drain });
`,
  }),
} satisfies Host;

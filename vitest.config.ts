import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    // Unit tests run on the sources; suites that start processes use the built packages, as users do.
    alias: [
      { find: /^@probez\/core\/(internal|testing)$/, replacement: source('packages/core/src/$1.ts') },
      { find: /^@probez\/kubelet\/(attempt|manifest)$/, replacement: source('packages/kubelet/src/$1.ts') },
      { find: /^@probez\/status-page\/(koa|fastify|fetch)$/, replacement: source('packages/status-page/src/$1.ts') },
      {
        find: /^@probez\/(core|node|express|fastify|koa|fetch|grpc|nest|prometheus|status-page|checks|opentelemetry|kubelet)$/,
        replacement: source('packages/$1/src/index.ts'),
      },
    ],
  },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'examples/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    setupFiles: [source('test/support/seed.ts')],
    reporters: ['default', source('test/support/closing-line.ts')],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
  },
});

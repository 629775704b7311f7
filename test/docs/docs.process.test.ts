import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { blocksOf, runSnippet } from './snippets.ts';

describe('the README’s first screen', () => {
  it('has a sentence, install, code and output within 20 lines', () => {
    const lines = readFileSync(fileURLToPath(new URL('../../README.md', import.meta.url)), 'utf8').split('\n');
    expect(lines.indexOf('readyz check passed')).toBeLessThan(20);
  });
});

describe('the snippets of docs/testing.md run', () => {
  const health =
    "import { createHealth, manualCheck, probes } from '@probez/PACKAGE';\nconst health = createHealth({ logger: false });\n";
  const core = "import { createHealth } from '@probez/core';\n";
  const ends = '\nawait health.stop();';
  const preludes = [
    `${health.replace('PACKAGE', 'express')}import express from 'express';\nconst app = express().use(probes(health));\n`,
    "import request from 'supertest';\nimport { createHealth, manualCheck, probes } from '@probez/express';\nimport express from 'express';\nconst app = express();\nqueueMicrotask(() => app.use(probes(health)));\n",
    core,
    core,
    '',
  ];
  const blocks = blocksOf('docs/testing.md', 'js');

  it('there is a prelude for each', () => {
    expect(blocks).toHaveLength(preludes.length);
  });

  it.each(blocks.map((block, index) => [index + 1, `${preludes[index]}${block}${index < 2 ? ends : ''}`] as const))(
    'snippet %i',
    async (_number, code) => {
      const snippet = runSnippet(code);
      try {
        expect(await snippet.ended, snippet.output()).toBe(0);
      } finally {
        snippet.remove();
      }
    },
  );
});

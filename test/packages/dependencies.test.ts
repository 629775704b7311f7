import { expect, it } from 'vitest';
import { PACKAGES } from '../support/packages.ts';

/** What a user gets along with ours; docs/decisions/0002-dependencies.md says why. */
const BROUGHT: Readonly<Record<string, readonly string[]>> = {
  '@probez/fastify': ['fastify-plugin'],
  '@probez/grpc': ['grpc-health-check'],
  '@probez/kubelet': ['yaml'],
  probez: ['yaml'],
};

it.each(PACKAGES)('$name brings no package of others along but those that were argued', ({ name, manifest }) => {
  const ours = new Set(PACKAGES.map((each) => each.name));
  const others = Object.keys(manifest.dependencies ?? {}).filter((each) => !ours.has(each));
  expect(others).toEqual(BROUGHT[name] ?? []);
});

it.each(PACKAGES)('$name has the version of all, and wants its siblings in that version', ({ manifest }) => {
  const versions = new Set(PACKAGES.map((each) => each.manifest.version));
  expect(versions.size).toBe(1);
  for (const { name } of PACKAGES) {
    const wanted = manifest.dependencies?.[name];
    if (wanted !== undefined) expect(wanted).toBe(manifest.version);
  }
});

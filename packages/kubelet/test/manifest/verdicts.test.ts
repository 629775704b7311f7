import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readPods } from '../../src/index.ts';

interface Verdict {
  readonly name: string;
  readonly accepted: boolean;
  readonly manifest: string;
  readonly message?: string;
}

const text = readFileSync(new URL('../recorded/verdicts.jsonl', import.meta.url), 'utf8');
const verdicts = text
  .trim()
  .split('\n')
  .map((line): Verdict => JSON.parse(line));
const said = (manifest: string) => readPods(manifest).flatMap(({ errors }) => errors.map(({ message }) => message));

describe('what an API server of 1.36.2 said, with strict validation', () => {
  it('is there whole', () => expect(verdicts).toHaveLength(92));

  it.each(verdicts.map((verdict) => [verdict.name, verdict] as const))(
    '%s',
    (_name, { accepted, manifest, message }) => {
      const errors = said(manifest);
      if (accepted) expect(errors).toEqual([]);
      else expect(errors.length, message).toBeGreaterThan(0);
    },
  );

  it('in its own words where it validated', () => {
    const validated = verdicts.filter(({ message }) => /is invalid: [^ ]/.test(message ?? ''));
    expect(validated.length).toBeGreaterThan(20);
    for (const { name, manifest, message = '' } of validated) {
      const word = (/is invalid: (.*)$/s.exec(message)?.[1] ?? '').slice(0, 110);
      expect(
        said(manifest).some((one) => one.startsWith(word)),
        `${name}: ${word}\n${said(manifest)}`,
      ).toBe(true);
    }
  });
});

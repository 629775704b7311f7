import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { lint } from '../../src/lint/lint.ts';

interface Verdict {
  readonly name: string;
  readonly accepted: boolean;
  readonly manifest: string;
}

const recorded = new URL('../../../kubelet/test/recorded/verdicts.jsonl', import.meta.url);
const verdicts = readFileSync(recorded, 'utf8')
  .trim()
  .split('\n')
  .map((line): Verdict => JSON.parse(line));

test.each(verdicts.map((verdict) => [verdict.name, verdict] as const))(
  'an API server of 1.36.2 and the linter agree: %s',
  (_name, { accepted, manifest }) => {
    const { findings, problems } = lint([{ name: 'f.yaml', text: manifest }]);
    const errors = findings.filter(({ severity }) => severity === 'error');
    expect(problems).toEqual([]);
    if (!accepted) expect(errors.length).toBeGreaterThan(0);
    else
      expect(
        errors.filter(({ name, message }) => name === 'api-refuses' || /API server refuses/.test(message)),
      ).toEqual([]);
  },
);

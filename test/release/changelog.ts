/** How much a change asks of users, and the heading that it gets. */
const HEADINGS = { major: 'Breaking', minor: 'New', patch: 'Mended' } as const;
type Size = keyof typeof HEADINGS;

/** A change that users see, as a file in `.changeset` tells it. */
export interface Change {
  readonly size: Size;
  readonly text: string;
}

const SIZES: readonly Size[] = ['major', 'minor', 'patch'];

/** Reads a changeset: packages with the size of their change between two lines, then the sentences. */
export function readChange(text: string): Change {
  const [, head = '', body = ''] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? [];
  const size = SIZES.find((each) => new RegExp(`: ['"]?${each}\\b`).test(head));
  if (size === undefined)
    throw new Error(`a changeset without a package and major, minor or patch: ${JSON.stringify(text)}`);
  return { size, text: body.trim() };
}

/** The changelog with the section of a version. What stood under "Unreleased" begins it. */
export function withVersion(changelog: string, version: string, date: string, changes: readonly Change[]): string {
  const [, start = '', unreleased = '', rest = ''] =
    /^([\s\S]*?)(?:## Unreleased\n([\s\S]*?))?(?=## \d|$(?![\s\S]))([\s\S]*)$/.exec(changelog) ?? [];
  const parts = SIZES.flatMap((size) => {
    const items = changes
      .filter((change) => change.size === size)
      .map(({ text }) => `- ${text.replace(/\n/g, '\n  ')}`);
    return items.length === 0 ? [] : [`### ${HEADINGS[size]}`, items.join('\n')];
  });
  const body = [unreleased.trim(), ...parts].filter((part) => part !== '');
  return `${[start.trim(), `## ${version} (${date})`, ...body, rest.trim()].filter((part) => part !== '').join('\n\n')}\n`;
}

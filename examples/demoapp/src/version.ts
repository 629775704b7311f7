/** A version that begins with a number, as people write it. */
export const shownVersion = (version: string): string => (/^\d/.test(version) ? `v${version}` : version);

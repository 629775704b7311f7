import { describe, expect, it } from 'vitest';
import { type PublicName, publicNames } from '../support/face.ts';

const names = publicNames();

const listed = (which: (name: PublicName) => boolean): readonly string[] => names.filter(which).map(({ name }) => name);

/** Types that say what is used of somebody else's object: what its members mean is in that library's documentation. */
const foreign = new Set(listed(({ kind, text }) => kind === 'type' && /^The part of \b/.test(text)));

describe('JSDoc', () => {
  it('finds the names', () => {
    expect(names.length).toBeGreaterThan(500);
    expect(listed(({ name }) => name === '@probez/core: PollPolicy.periodMs')).toHaveLength(1);
  });

  it('says of every function, value and type what it is', () => {
    expect(listed(({ kind, text }) => kind !== 'member' && text === '')).toEqual([]);
  });

  it('says of every member what it is, where the type is our own', () => {
    const ours = ({ name, owner = '' }: PublicName) => !foreign.has(`${name.slice(0, name.indexOf(':'))}: ${owner}`);
    const wanted = names.filter((name) => name.kind === 'member' && ours(name));
    // What several members of a union have means the same in each, and is said once.
    const said = new Set(wanted.filter(({ text }) => text !== '').map(({ name }) => name));
    expect(wanted.filter(({ name }) => !said.has(name)).map(({ name }) => name)).toEqual([]);
  });

  it('says of every option that may be left out what becomes of it then', () => {
    const isOption = ({ kind, optional, owner = '' }: PublicName) =>
      kind === 'member' && optional && /(?:Options|Policy|Base)$/.test(owner);
    const says = ({ tags, text }: PublicName) => tags.has('default') || /\b(?:left out|unset|only with)\b/i.test(text);
    expect(listed((name) => isOption(name) && !says(name))).toEqual([]);
  });

  it('says of every function what it throws, or that it throws nothing', () => {
    const says = ({ tags, text }: PublicName) =>
      tags.has('throws') || /\b(?:never throws|throws nothing)\b/i.test(text);
    expect(listed((name) => name.kind === 'function' && !says(name))).toEqual([]);
  });
});

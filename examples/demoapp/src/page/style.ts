import { createHash } from 'node:crypto';

/** Colours keep a contrast of 4.5 and more in both schemes. */
export const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d0d7de, #3a3f47); --faint: light-dark(#57606a, #a5adb8); --pass: light-dark(#116329, #57d364); --fail: light-dark(#a40e26, #ff8182); --warn: light-dark(#7d4e00, #e3b341); }
body { margin: 0 auto; max-width: 45rem; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; background: light-dark(#fff, #16181d); color: light-dark(#1b1f24, #e8eaed); }
h1 { font-size: 1.25rem; overflow-wrap: anywhere; }
.colored { color: #fff; padding: .5rem .75rem; border-radius: .4rem; }
.blue { background: #1f5fbf; } .green { background: #1a7037; } .orange { background: #a84300; } .purple { background: #6e40aa; } .red { background: #b3202e; } .teal { background: #0b6b75; }
.card { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem 1rem; border: 1px solid var(--line); border-radius: .4rem; padding: .75rem; margin: .75rem 0; }
h2, h3 { font-size: 1rem; margin: 0; }
h2.part { font-size: 1.125rem; margin-top: 2rem; }
p { margin: 0; flex: 1 1 100%; }
.OK { color: var(--pass); } .FAIL { color: var(--fail); } .on { color: var(--warn); }
.faint { color: var(--faint); }
fieldset { display: contents; }
label { white-space: nowrap; }
input, select { font: inherit; color: inherit; background: transparent; border: 1px solid var(--faint); border-radius: .25rem; width: 5.5em; }
option { color: #1b1f24; background: #fff; }
button { font: inherit; color: inherit; background: transparent; border: 1px solid currentColor; border-radius: .4rem; padding: .2rem .75rem; margin-left: auto; cursor: pointer; }
:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
code { overflow-wrap: anywhere; }
ol { flex: 1 1 100%; margin: 0; padding: 0; list-style: none; overflow-wrap: anywhere; }
.buttons { display: flex; gap: .5rem; margin-left: auto; }
.card > span:empty { display: none; }
[hidden] { display: none; }
`;

/** For a policy that allows this and nothing else. */
export const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

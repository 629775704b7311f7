// After `npm run version`: what the next release's sizes are compared with.
import { readFileSync } from 'node:fs';
import { keepSizes } from './package-sizes.mjs';

await keepSizes(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version);

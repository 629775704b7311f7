// node parse-yaml.mjs <file>: parses it, and that is all.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../packages/cli/package.json', import.meta.url));
const { parseAllDocuments } = require('yaml');
for (const document of parseAllDocuments(readFileSync(process.argv[2], 'utf8'))) document.toJS();

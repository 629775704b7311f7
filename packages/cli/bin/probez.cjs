#!/usr/bin/env node
// A file of its own because npm links a command at install time, and dist/ is not built yet then in a fresh checkout.
require('../dist/main.cjs');

#!/usr/bin/env node
import { cli } from './cli.ts';
import { processIo } from './io.ts';

// exit(), because an answered probe must not wait for a socket that closes slowly; output is already written by then.
void cli(process.argv.slice(2), processIo()).then((code) => process.exit(code));

const ignore = (): void => {};

/**
 * From now on standard output and error may be lost: `node app.js | pino-pretty` ends its reader with the same Ctrl-C, a terminal that
 * is closed answers EIO, and the first line about draining would then end the process, and every request with it.
 * @see https://nodejs.org/api/process.html#a-note-on-process-io
 */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    if (!stream.listeners('error').includes(ignore)) stream.on('error', ignore);
  }
}

import http from 'node:http';

/** The status of an answer whose end is of no interest, `cut` where it has not come to its end, or the error's code. */
export function ask(port: number, path: string): Promise<number | string | undefined> {
  return new Promise((resolve) => {
    http
      .get({ host: '127.0.0.1', port, path, agent: false }, (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode)).once('error', () => resolve('cut'));
      })
      .once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
  });
}

import { once } from 'node:events';
import { connect } from 'node:net';

/** No server here takes so long: rather an error than a run that never ends. */
const SILENCE_MS = 20_000;

/**
 * Keep-alive connections that ask a fixed number of times, so that servers can be asked in turns of some dozen
 * milliseconds: what slows a machine down lasts longer than that.
 * @param {string} url
 * @param {number} connections
 */
export async function openBursts(url, connections) {
  const { hostname, port, pathname } = new URL(url);
  const request = `GET ${pathname} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`;
  const sockets = [];
  for (let count = 0; count < connections; count += 1) {
    const socket = connect(Number(port), hostname).setEncoding('latin1').setNoDelay();
    await once(socket, 'connect');
    sockets.push(socket);
  }
  return {
    /** Asks `times` times on each connection; how long each answer took, in milliseconds. @param {number} times */
    async burst(times) {
      const taken = /** @type {number[]} */ ([]);
      await Promise.all(sockets.map((socket) => ask(socket, request, times, taken)));
      return taken;
    },
    close() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** @param {import('node:net').Socket} socket @param {string} request @param {number} times @param {number[]} taken @returns {Promise<void>} */
function ask(socket, request, times, taken) {
  return new Promise((resolve, reject) => {
    let left = times;
    let answer = '';
    let askedAt = 0;
    const next = () => {
      askedAt = performance.now();
      socket.write(request);
    };
    const end = () => reject(new Error(`the server ended a connection after ${times - left} of ${times} answers`));
    const silent = () => reject(new Error(`the server was silent after ${times - left} of ${times} answers`));
    if (socket.destroyed) end();
    socket.once('close', end);
    socket.setTimeout(SILENCE_MS, silent);
    socket.on('data', function read(/** @type {string} */ chunk) {
      answer += chunk;
      if (!isWhole(answer)) return;
      if (!answer.startsWith('HTTP/1.1 200 ')) reject(new Error(`the server answered ${JSON.stringify(answer)}`));
      taken.push(performance.now() - askedAt);
      answer = '';
      left -= 1;
      if (left > 0) {
        next();
        return;
      }
      socket.off('data', read);
      socket.off('close', end);
      socket.setTimeout(0);
      socket.off('timeout', silent);
      resolve();
    });
    next();
  });
}

/** @param {string} answer */
function isWhole(answer) {
  const head = answer.indexOf('\r\n\r\n');
  if (head < 0) return false;
  const [, length] = /\r\ncontent-length: (\d+)/i.exec(answer) ?? [];
  if (length !== undefined) return answer.length >= head + 4 + Number(length);
  if (/\r\ntransfer-encoding: chunked\r\n/i.test(answer)) return answer.endsWith('\r\n0\r\n\r\n');
  throw new Error(`an answer of unknown length: ${JSON.stringify(answer)}`);
}

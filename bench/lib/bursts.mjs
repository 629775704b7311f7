import { once } from 'node:events';
import { connect } from 'node:net';

/**
 * Keep-alive connections that ask a fixed number of times, so that two servers can be asked in turns of a few dozen
 * milliseconds: what slows a machine down lasts longer than that. For the processor time of a server; it is no match for wrk.
 * @param {string} url
 * @param {number} connections
 */
export async function openBursts(url, connections) {
  const { hostname, port, pathname } = new URL(url);
  const request = `GET ${pathname} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`;
  const sockets = await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect(Number(port), hostname).setEncoding('latin1').setNoDelay();
      await once(socket, 'connect');
      return socket;
    }),
  );
  return {
    /** Asks `times` times on each connection. @param {number} times */
    async burst(times) {
      await Promise.all(sockets.map((socket) => ask(socket, request, times)));
    },
    close() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** @param {import('node:net').Socket} socket @param {string} request @param {number} times @returns {Promise<void>} */
function ask(socket, request, times) {
  return new Promise((resolve, reject) => {
    let left = times;
    let answer = '';
    const end = () => reject(new Error(`the server ended a connection after ${times - left} of ${times} answers`));
    socket.once('close', end);
    socket.on('data', function read(/** @type {string} */ chunk) {
      answer += chunk;
      if (!isWhole(answer)) return;
      if (!answer.startsWith('HTTP/1.1 200 ')) reject(new Error(`the server answered ${JSON.stringify(answer)}`));
      answer = '';
      left -= 1;
      if (left > 0) {
        socket.write(request);
        return;
      }
      socket.off('data', read);
      socket.off('close', end);
      resolve();
    });
    socket.write(request);
  });
}

/** @param {string} answer */
function isWhole(answer) {
  const head = answer.indexOf('\r\n\r\n');
  if (head < 0) return false;
  const [, length] = /\r\ncontent-length: (\d+)/i.exec(answer) ?? [];
  if (length === undefined) throw new Error(`an answer without Content-Length: ${JSON.stringify(answer)}`);
  return answer.length >= head + 4 + Number(length);
}

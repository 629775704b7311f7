import { describe, expect, it } from 'vitest';
import { admit } from '../../src/ui/gate.ts';

const gate = { token: 'secret', port: 4711 };
const own = { host: '127.0.0.1:4711' };

describe('who is let in', () => {
  it.each<[string, string, string, Record<string, string>, object]>([
    ['the page', 'GET', '/secret/', own, { part: '' }],
    ['with a language', 'GET', '/secret/?lang=zh', own, { part: '' }],
    ['its script', 'GET', '/secret/room.js', own, { part: 'room.js' }],
    ['its head', 'HEAD', '/secret/room.css', own, { part: 'room.css' }],
    ['under its other name', 'GET', '/secret/events', { host: 'localhost:4711' }, { part: 'events' }],
    ['an order', 'POST', '/secret/do', { ...own, origin: 'http://127.0.0.1:4711' }, { part: 'do' }],
    ['a link from anywhere', 'GET', '/secret/', { ...own, 'sec-fetch-site': 'none' }, { part: '' }],
    ['itself', 'GET', '/secret/events', { ...own, 'sec-fetch-site': 'same-origin' }, { part: 'events' }],

    ['no token', 'GET', '/', own, { refused: 404 }],
    ['an empty one', 'GET', '//', own, { refused: 404 }],
    ['another one', 'GET', '/guess/', own, { refused: 404 }],
    ['a part of it', 'GET', '/secre/', own, { refused: 404 }],
    ['more than it', 'GET', '/secrets/', own, { refused: 404 }],
    ['nothing that is there', 'GET', '/secret/passwd', own, { refused: 404 }],
    ["what is everybody's", 'GET', '/secret/constructor', own, { refused: 404 }],
    ['a way out', 'GET', '/secret/../room.js', own, { refused: 404 }],
    ['an order by a link', 'GET', '/secret/do', own, { refused: 405 }],
    ['a page by an order', 'POST', '/secret/', own, { refused: 405 }],
    ['a name that was made to point here', 'GET', '/secret/', { host: 'evil.example:4711' }, { refused: 403 }],
    ['another port', 'GET', '/secret/', { host: '127.0.0.1:4712' }, { refused: 403 }],
    ['no host', 'GET', '/secret/', {}, { refused: 403 }],
    ['another origin', 'POST', '/secret/do', { ...own, origin: 'http://evil.example' }, { refused: 403 }],
    ['the same on another port', 'POST', '/secret/do', { ...own, origin: 'http://127.0.0.1:80' }, { refused: 403 }],
    ['a frame without origin', 'POST', '/secret/do', { ...own, origin: 'null' }, { refused: 403 }],
    ['another site', 'GET', '/secret/room.js', { ...own, 'sec-fetch-site': 'cross-site' }, { refused: 403 }],
    ['another port of this machine', 'GET', '/secret/', { ...own, 'sec-fetch-site': 'same-site' }, { refused: 403 }],
  ])('%s: %s %s', (_who, method, url, headers, expected) => {
    expect(admit({ method, url, headers }, gate)).toEqual(expected);
  });
});

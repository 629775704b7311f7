import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Switches, type SwitchName, switchNames } from './switches.ts';

/** Whether a browser asks for a page. curl takes anything and names nothing, and gets text. */
export const wantsPage = ({ headers }: IncomingMessage): boolean =>
  (headers.accept ?? '').split(',').some((each) => /^\s*text\/html\s*(?:;|$)/i.test(each));

/** The page of a person: the three switches as forms, so that no script is needed. */
export function sendPage(request: IncomingMessage, response: ServerResponse, switches: Switches, title: string): void {
  const body = pageOf(switches, title, wordsFor(request));
  response.writeHead(200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'Content-Security-Policy': `default-src 'none'; style-src '${STYLE_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    Vary: 'Accept, Accept-Language',
  });
  response.end(body);
}

/** After a form of the page: back to it, where the switch is seen. */
export function backToPage(response: ServerResponse): void {
  response.writeHead(303, { Location: './', 'Content-Length': 0 });
  response.end();
}

interface Words {
  readonly language: string;
  readonly probe: Readonly<Record<SwitchName, string>>;
  readonly follows: Readonly<Record<SwitchName, string>>;
  readonly passes: string;
  readonly fails: string;
  readonly fail: string;
  readonly mend: string;
  readonly same: string;
}

const ENGLISH: Words = {
  language: 'en',
  probe: { livez: 'Liveness', readyz: 'Readiness', startupz: 'Startup' },
  follows: {
    livez: 'While it fails, the kubelet kills the container and starts it again.',
    readyz: 'While it fails, the Pod gets no traffic. Nothing is restarted.',
    startupz: 'Until it passes once, the other two are not asked; if it goes on failing, the container is killed.',
  },
  passes: 'passes',
  fails: 'fails',
  fail: 'Fail it',
  mend: 'Mend it',
  same: 'The same from a terminal:',
};

/** With Kubernetes' own Chinese terms. */
const CHINESE: Words = {
  language: 'zh-CN',
  probe: { livez: '存活探针', readyz: '就绪探针', startupz: '启动探针' },
  follows: {
    livez: '失败时，kubelet 会杀死容器并重新启动。',
    readyz: '失败时，Pod 不接收流量；什么也不重启。',
    startupz: '启动探针成功之前，不进行另外两种探测；持续失败时，容器会被杀死。',
  },
  passes: '成功',
  fails: '失败',
  fail: '使其失败',
  mend: '使其恢复',
  same: '在终端中执行同样的操作：',
};

const wordsFor = ({ headers }: IncomingMessage): Words =>
  /^\s*zh\b/i.test(headers['accept-language'] ?? '') ? CHINESE : ENGLISH;

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d0d7de, #3a3f47); --pass: light-dark(#116329, #57d364); --fail: light-dark(#a40e26, #ff8182); }
body { margin: 0 auto; max-width: 45rem; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; background: light-dark(#fff, #16181d); color: light-dark(#1b1f24, #e8eaed); }
h1 { font-size: 1.25rem; overflow-wrap: anywhere; }
form { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem 1rem; border: 1px solid var(--line); border-radius: .4rem; padding: .75rem; margin: .75rem 0; }
h2 { font-size: 1rem; margin: 0; }
p { margin: 0; flex: 1 1 100%; }
.OK { color: var(--pass); } .FAIL { color: var(--fail); }
button { font: inherit; color: inherit; background: transparent; border: 1px solid currentColor; border-radius: .4rem; padding: .2rem .75rem; margin-left: auto; cursor: pointer; }
:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
code { overflow-wrap: anywhere; }
`;
const STYLE_HASH = `sha256-${createHash('sha256').update(STYLE).digest('base64')}`;

const pageOf = (switches: Switches, title: string, words: Words): string => `<!doctype html>
<html lang="${words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
${switchNames.map((name) => switchForm(name, switches.byPath.get(`/${name}`)?.at.value === 'OK', words)).join('\n')}
<p>${words.same} <code>curl -d readyz=FAIL …/readyz</code></p>
</main>
</body>
</html>
`;

function switchForm(name: SwitchName, passes: boolean, words: Words): string {
  const [state, next, label] = passes
    ? [`✓ ${words.passes}`, 'FAIL', words.fail]
    : [`✗ ${words.fails}`, 'OK', words.mend];
  return `<form method="post" action="${name}" aria-labelledby="${name}">
<h2 id="${name}">${words.probe[name]}</h2> <strong class="${passes ? 'OK' : 'FAIL'}">${state}</strong>
<button name="${name}" value="${next}" aria-describedby="${name}">${label}</button>
<p>${words.follows[name]}</p>
</form>`;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

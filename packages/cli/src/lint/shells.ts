import { tokenize } from '@probez/kubelet/manifest';
import { simpleCommands } from './command-line.ts';
import type { Container } from './container.ts';
import { annotation, shellAnnotation } from './declared.ts';

/** The programs that are called sh, as far as signals go. */
export const families = ['dash', 'busybox', 'bash', 'none'] as const;
export type Shell = (typeof families)[number];

/** What `sh` is in an image, by its name and tag; the first that fits counts. */
const images: readonly (readonly [RegExp, Shell])[] = [
  [/distroless|(^|\/)static(:|$)|^scratch$/, 'none'],
  [/alpine|busybox/, 'busybox'],
  [
    /\bubi\d*(-|\/|:|$)|(^|\/)ubi\d|redhat|fedora|centos|rocky|almalinux|amazonlinux|oraclelinux|opensuse|suse|(^|\/)mysql(-server)?[:@]/,
    'bash',
  ],
  [/debian|ubuntu|bookworm|bullseye|buster|trixie|jammy|noble|focal|-slim\b/, 'dash'],
  [
    /^(docker\.io\/)?(library\/)?(node|python|ruby|php|perl|golang|rust|nginx|httpd|redis|valkey|postgres|mariadb|mongo|rabbitmq|haproxy|memcached|tomcat|eclipse-temurin|elixir|erlang|gcc|openjdk|wordpress|drupal|ghost|influxdb|cassandra|buildpack-deps)([:@]|$)/,
    'dash',
  ],
  [/(^|\/)(bitnami|bitnamilegacy|cimg|circleci)\//, 'dash'],
];

/** What `sh` is in a container: the annotation decides, else the image's name; undefined when neither tells. */
export function shellOf(container: Container): Shell | undefined {
  const stated = annotation(container.pod, shellAnnotation, container)?.trim().toLowerCase();
  const family = families.find((one) => one === stated);
  if (family !== undefined) return family;
  return images.find(([pattern]) => pattern.test(container.image))?.[1];
}

/** The shell that runs a script: one with a name of its own needs no image. */
export function shellNamed(name: string, container: Container): Shell | undefined {
  if (name === 'bash' || name === 'dash') return name;
  return name === 'ash' ? 'busybox' : shellOf(container);
}

/** `exec server`, or a trap: the app replaces the shell, or the shell handles the signal itself. `exec 2>&1` only redirects. */
const handsOver = (script: string) =>
  simpleCommands(script).some(
    ([first, second]) => (first === 'exec' && /^[^\d<>-]/.test(second ?? '')) || first === 'trap',
  );

/** Whether bash and BusyBox run the last command in their own place: not behind a pipe, `||` or `&`, nor inside a loop. */
function lastReplaces(script: string, shell: 'bash' | 'busybox'): boolean {
  const tokens = tokenize(script);
  while (tokens.at(-1)?.text === ';') tokens.pop();
  const isOperator = (index: number) => tokens[index]?.kind === 'operator' && !/[<>]/.test(tokens[index]?.text ?? '');
  const before = tokens.findLastIndex((_, index) => isOperator(index));
  const [first, ...rest] = tokens.slice(before + 1);
  if (tokens.some(({ kind, text }) => kind === 'operator' && text === '&') || first === undefined) return false;
  if (before >= 0 && ![';', '&&'].includes(tokens[before]?.text ?? '')) return false;
  if (/^(done|fi|esac|\}|wait)$/.test(first.text)) return false;
  return !(shell === 'bash' && [first, ...rest].some(({ kind }) => kind === 'operator'));
}

/**
 * Whether SIGTERM reaches the app below `sh -c`; undefined when that depends on a shell that is not known. Measured with dash, BusyBox
 * 1.35 and bash 5.2.
 */
export function passesSignals(script: string, shell: Shell | undefined): boolean | undefined {
  if (handsOver(script)) return true;
  if (shell === 'dash') return false;
  if (shell === 'bash' || shell === 'busybox') return lastReplaces(script, shell);
  return lastReplaces(script, 'bash') ? undefined : false;
}

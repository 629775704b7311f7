import type { CommandReply, ProcessHost, Program, Reply } from './program.ts';
import { type Schedule, stepAt } from './schedule.ts';

/** One answer of a scripted server: a status, or a fault. */
export type RouteStep =
  | number
  | 'hang'
  | 'stall'
  | 'close'
  | {
      /** The delay of the answer, in milliseconds. */
      readonly delayMs: number;
      /** The status code. */
      readonly status: number;
    }
  | {
      /** The `Location` of a redirect with status 302. */
      readonly redirect: string;
    };

/** How a command ends: an exit code, or a way of not ending. */
export type CommandStep = number | 'hang' | 'missing' | { readonly delayMs: number; readonly code: number };

/** One start of a scripted server. Its times are in milliseconds and count from the end of `bootMs`. */
export interface Boot {
  /** What each path answers. @default 404 everywhere; with `commands` alone 200 everywhere */
  readonly routes?: Readonly<Record<string, Schedule<RouteStep>>>;
  /** How commands of exec probes and hooks end, by their command line or its first word. @default they succeed */
  readonly commands?: Readonly<Record<string, Schedule<CommandStep>>>;
  /** When it begins to listen. @default 0 */
  readonly listenAfterMs?: number;
  /** Speaks HTTPS instead of HTTP. @default false */
  readonly tls?: boolean;
  /** Accepts connections and says nothing. @default false */
  readonly tcpOnly?: boolean;
  /** When it stops listening; the process lives on. @default never */
  readonly closeAfterMs?: number;
  /** When it ends by itself. @default never */
  readonly exitAfterMs?: number;
  /**
   * The exit code when it ends by itself.
   * @default 0
   */
  readonly exitCode?: number;
  /** What SIGTERM does: when it stops listening, and when it ends. @default it ends at once with 0, and listens until then */
  readonly sigterm?:
    | 'ignore'
    | { readonly closeAfterMs?: number; readonly exitAfterMs?: number; readonly code?: number };
}

/** A scripted server: the nth start follows the nth boot; the last boot repeats. */
export interface Script {
  /** At least one. */
  readonly boots: readonly Boot[];
}

export interface ScriptedOptions {
  readonly script: Script;
  /** @default every port */
  readonly port?: number | undefined;
  /** How long the process needs until it runs its own code, in milliseconds. @default 100 */
  readonly bootMs?: number | undefined;
  /**
   * What SIGTERM does before that. The first process of a container does not get signals that it has no handler for (`ignore`); any
   * other process dies (`die`). @default 'ignore'
   */
  readonly earlySigterm?: 'ignore' | 'die' | undefined;
  /** The programs in the image, where they are known. */
  readonly executables?: ReadonlySet<string> | undefined;
}

/** A process that ends at once still needs a moment for it. */
const exitMs = 10;

function readStep(step: RouteStep): { reply: Reply; delayMs: number } {
  if (typeof step === 'number') return { reply: { status: step, body: String(step) }, delayMs: 0 };
  if (typeof step === 'string') return { reply: step, delayMs: 0 };
  if ('redirect' in step) return { reply: { status: 302, headers: { location: step.redirect } }, delayMs: 0 };
  return { reply: { status: step.status, body: String(step.status) }, delayMs: step.delayMs };
}

function readCommand(step: CommandStep | undefined): CommandReply {
  return typeof step === 'number' || step === undefined ? { code: step ?? 0 } : step;
}

/** A program that follows a script. */
export function createScriptedProgram({
  script,
  port,
  bootMs = 100,
  earlySigterm = 'ignore',
  executables,
}: ScriptedOptions): Program {
  return {
    ...(executables === undefined ? {} : { executables }),
    start(host: ProcessHost) {
      const boot = script.boots[Math.min(host.restarts, script.boots.length - 1)] ?? {};
      const counts = new Map<string, number>();
      const startedAt = host.now();
      const take = <T>(key: string, schedule: Schedule<T>): T | undefined => {
        const count = counts.get(key) ?? 0;
        counts.set(key, count + 1);
        return stepAt(schedule, count, host.now() - startedAt);
      };
      let listening = false;
      let booted = false;
      host.after(bootMs, () => {
        booted = true;
        host.after(boot.listenAfterMs ?? 0, () => {
          listening = boot.closeAfterMs === undefined || host.now() < bootedAt + boot.closeAfterMs;
        });
        const bootedAt = host.now();
        if (boot.closeAfterMs !== undefined)
          host.after(boot.closeAfterMs, () => {
            listening = false;
          });
        if (boot.exitAfterMs !== undefined) host.after(boot.exitAfterMs, () => host.exit(boot.exitCode ?? 0));
      });
      return {
        tls: boot.tls ?? false,
        listens: (asked) => listening && (port === undefined || port === asked),
        request(request, reply) {
          if (boot.tcpOnly) return;
          const path = request.url.split('?', 1)[0] ?? '/';
          if (boot.routes === undefined && boot.commands !== undefined) return reply({ status: 200, body: 'OK' });
          const steps = boot.routes?.[path];
          if (steps === undefined) return reply({ status: 404, body: '404' });
          const { reply: answer, delayMs } = readStep(take(path, steps) ?? 404);
          if (delayMs === 0) reply(answer);
          else host.after(delayMs, () => reply(answer));
        },
        command(words) {
          const line = words.join(' ');
          const key = [line, words[0] ?? ''].find((one) => Object.hasOwn(boot.commands ?? {}, one));
          const steps = key === undefined ? undefined : boot.commands?.[key];
          return key === undefined || steps === undefined ? undefined : readCommand(take(`$ ${key}`, steps));
        },
        signal(name) {
          if (name !== 'SIGTERM') return;
          if (!booted) {
            if (earlySigterm === 'die') host.exit(143);
            return;
          }
          if (boot.sigterm === 'ignore') return;
          const { closeAfterMs, exitAfterMs = 0, code = 0 } = boot.sigterm ?? {};
          if (closeAfterMs !== undefined)
            host.after(closeAfterMs, () => {
              listening = false;
            });
          host.after(Math.max(exitAfterMs, exitMs), () => host.exit(code));
        },
      };
    },
  };
}

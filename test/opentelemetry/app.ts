import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A span as the app's exporter had it. */
export interface SeenSpan {
  readonly name: string;
  readonly route: string;
  readonly scope: string;
  readonly root: boolean;
}

/** An instrumented app in a process of its own. */
export interface InstrumentedApp {
  readonly port: number;
  readonly spans: readonly SeenSpan[];
  /** What it printed: its access log. */
  stdout(): string;
  /** What its Prometheus exporter would be scraped for. */
  metrics(): Promise<string>;
  close(): Promise<void>;
}

const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
const TIME_LIMIT_MS = 20_000;

/** Starts a fixture with the instrumentation loaded first; resolves when it listens. */
export async function startApp(name: string, env: Readonly<Record<string, string>> = {}): Promise<InstrumentedApp> {
  const child = fork(fixture(name), {
    execArgv: ['--import', fixture('telemetry.mjs')],
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const spans: SeenSpan[] = [];
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  child.on('message', (message: { readonly span?: SeenSpan }) => {
    if (message.span !== undefined) spans.push(message.span);
  });
  const gone = new Promise<never>((_, reject) => {
    child.once('exit', (code, signal) => reject(new Error(`${name} has ended (${code ?? signal}):\n${stderr}`)));
  });
  gone.catch(() => {});

  /** The first message that has `key`. */
  function hear<Value>(key: string, take: (value: unknown) => Value): Promise<Value> {
    const heard = new Promise<Value>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${name} did not send its ${key}:\n${stderr}`)), TIME_LIMIT_MS);
      const listen = (message: object): void => {
        if (!(key in message)) return;
        clearTimeout(timer);
        child.off('message', listen);
        resolve(take(Reflect.get(message, key)));
      };
      child.on('message', listen);
    });
    return Promise.race([heard, gone]);
  }

  return {
    port: await hear('port', Number),
    spans,
    stdout: () => stdout,
    metrics() {
      const text = hear('metrics', String);
      child.send('metrics');
      return text;
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await gone.catch(() => {});
    },
  };
}

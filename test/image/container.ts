import { IMAGE } from './build.ts';
import type { Engine } from './engine.ts';

/** What `podman inspect` tells of a container, as far as it is looked at here. */
export interface ContainerState {
  readonly Running: boolean;
  readonly ExitCode: number;
  readonly StartedAt: string;
  readonly FinishedAt: string;
  readonly Health: { readonly Status: string; readonly FailingStreak: number };
}

/** A running container of the demo app. */
export interface Container {
  readonly name: string;
  state(): Promise<ContainerState>;
  /** Evaluates an expression in Node inside of it, awaits it, and gives back what it printed as JSON. */
  evaluate(expression: string): Promise<unknown>;
  /** Posts a form from inside: it has a network of its own, with nothing in it. */
  post(field: string, value: string): Promise<unknown>;
  log(): Promise<string>;
  signal(name: 'TERM' | 'INT'): Promise<void>;
  /** Resolves with the exit code when it has ended. */
  ended(): Promise<number>;
}

/** No privilege, and no place to write to, not even /tmp. */
export const LOCKED = [
  ...['--read-only', '--read-only-tmpfs=false', '--cap-drop', 'all', '--security-opt', 'no-new-privileges'],
] as const;

export async function startContainer(engine: Engine, name: string, ...options: readonly string[]): Promise<Container> {
  await engine.podman(...engine.run, '--detach', '--name', name, ...options, IMAGE);
  const evaluate = async (expression: string): Promise<unknown> => {
    const script = `(async () => console.log(JSON.stringify(await (${expression}))))()`;
    return JSON.parse(await engine.podman('exec', name, 'node', '-e', script));
  };
  return {
    name,
    evaluate,
    state: async () => JSON.parse(await engine.podman('inspect', '--format', '{{json .State}}', name)),
    post: (field, value) =>
      evaluate(
        `fetch('http://127.0.0.1:8080/${field}', { method: 'POST', body: new URLSearchParams({ ${field}: '${value}' }) }).then((r) => r.status)`,
      ),
    async log() {
      const { stdout, stderr } = await engine.tryPodman('logs', name);
      return stdout + stderr;
    },
    async signal(signal) {
      await engine.podman('kill', '--signal', signal, name);
    },
    ended: async () => Number(await engine.podman('wait', name)),
  };
}

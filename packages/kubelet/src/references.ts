import type { Container } from './manifest/types.ts';

/**
 * `$(NAME)` becomes what `lookUp` gives, `$$` a dollar sign; a name that is not known stays as it is written.
 * https://github.com/kubernetes/kubernetes/blob/master/third_party/forked/golang/expansion/expand.go
 */
export function expandReferences(text: string, lookUp: (name: string) => string | undefined): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (all, name: string | undefined) =>
    name === undefined ? '$' : (lookUp(name) ?? all),
  );
}

/**
 * The command of an exec probe, as the kubelet runs it: it knows a variable only by what the manifest says. A literal `value` is
 * inserted as it is written, a `valueFrom` becomes empty. (Commands of hooks are not expanded at all.)
 */
export function expandProbeCommand(command: readonly string[], { env }: Pick<Container, 'env'>): readonly string[] {
  const values = new Map(env.map(({ name, value = '' }) => [name, value]));
  return command.map((word) => expandReferences(word, (name) => values.get(name)));
}

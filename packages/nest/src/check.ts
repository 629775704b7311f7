import { type CustomDecorator, SetMetadata } from '@nestjs/common';
import { type DiscoveryService, MetadataScanner } from '@nestjs/core';
import { type PolledCheck, ProbezError } from '@probez/core';

/** Options of `@Check()`: those of a polled check, whose `run` is the method. */
export interface CheckMethodOptions extends Omit<PolledCheck, 'run' | 'name'> {
  /**
   * The check's name.
   * @default the method's name
   */
  readonly name?: string | undefined;
}

const CHECK = 'probez:check';

/**
 * Makes a method of a provider or controller a check. What it returns or throws counts as in every check; results of
 * `@nestjs/terminus` indicators may be returned too. The method gets the check's context, with a signal for its timeout.
 * Throws nothing: a wrong option is an error when the application starts.
 *
 * ```ts
 * @Check({ name: 'postgres', periodMs: 5_000 })
 * postgres() { return this.dataSource.query('select 1'); }
 * ```
 */
export function Check(options: CheckMethodOptions = {}): CustomDecorator<string> {
  return SetMetadata(CHECK, options);
}

type Found = ReturnType<DiscoveryService['getProviders']>[number];

/** The checks of all providers and controllers, in the order of the modules. */
export function checksOf(discovery: DiscoveryService, scanner = new MetadataScanner()): readonly PolledCheck[] {
  const found = new Set<object>();
  const checks: PolledCheck[] = [];
  for (const wrapper of [...discovery.getProviders(), ...discovery.getControllers()]) {
    const prototype = prototypeOf(wrapper);
    // A provider may stand under several tokens.
    const once = wrapper.instance ?? prototype;
    if (prototype === undefined || typeof once !== 'object' || once === null || found.has(once)) continue;
    for (const method of scanner.getAllMethodNames(prototype)) {
      const options: CheckMethodOptions | undefined = Reflect.getMetadata(CHECK, Reflect.get(prototype, method));
      if (options === undefined) continue;
      found.add(once);
      checks.push({ ...options, name: options.name ?? method, run: runOf(wrapper, method) });
    }
  }
  return checks;
}

function prototypeOf({ instance, metatype }: Found): object | undefined {
  if (typeof instance === 'object' && instance !== null) return Object.getPrototypeOf(instance) ?? undefined;
  return typeof metatype === 'function' && typeof metatype.prototype === 'object' ? metatype.prototype : undefined;
}

function runOf(wrapper: Found, method: string): PolledCheck['run'] {
  const { instance } = wrapper;
  const own: unknown = typeof instance === 'object' && instance !== null ? Reflect.get(instance, method) : undefined;
  if (!wrapper.isDependencyTreeStatic() || typeof own !== 'function') {
    throw new ProbezError(
      'INVALID_OPTION',
      `@Check() on ${String(wrapper.name)}.${method}: this provider is created anew for each request, but a check runs without a request; allowed: a method of a singleton provider`,
    );
  }
  return (context) => Reflect.apply(own, instance, [context]);
}

import type { ModulesContainer } from '@nestjs/core';

type Module = ModulesContainer extends Map<string, infer M> ? M : never;

/**
 * The providers and controllers with an `onModuleDestroy` that Nest calls before that of `owner`: it awaits one module after the other, those nearest to
 * the root first, and of two that are equally near the one that was imported last.
 */
export function destroyedBefore(modules: ModulesContainer, owner: unknown): readonly string[] {
  const order = [...modules.values()].sort((a, b) => b.distance - a.distance).reverse();
  const own = order.findIndex(({ metatype }) => metatype === owner);
  return order.slice(0, Math.max(own, 0)).flatMap(namesOf);
}

function namesOf(module: Module): readonly string[] {
  const names: string[] = [];
  for (const { instance, isAlias } of [...module.providers.values(), ...module.controllers.values()]) {
    const object: unknown = instance;
    if (isAlias || typeof object !== 'object' || object === null || !('onModuleDestroy' in object)) continue;
    names.push(object.constructor.name);
  }
  return [...new Set(names)];
}

import type { Health as CoreHealth } from '@probez/core';

/** The module's `Health`, for injection: `constructor(private readonly health: Health) {}`. */
export interface Health extends CoreHealth {}
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the module provides an object of this shape under this token; nobody constructs the class.
export abstract class Health {}

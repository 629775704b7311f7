import {
  type DynamicModule,
  type FactoryProvider,
  Inject,
  type NestModule,
  Optional,
  type Provider,
} from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { createHealth, type Logger, ProbezError } from '@probez/core';
import { createDrain } from './drain.ts';
import { Health } from './health.ts';
import { ProbezLifecycle } from './lifecycle.ts';
import { loggerOf } from './logger.ts';
import { createMount } from './mount.ts';
import { type ProbezOptions, type ProbezParts, partsOf } from './options.ts';

/** Options of `ProbezModule.forRootAsync`, as in Nest's own modules. */
export interface AsyncProbezOptions {
  /**
   * Modules that export the providers named in `inject`.
   * @default []
   */
  readonly imports?: DynamicModule['imports'];
  /**
   * Tokens of the providers that `useFactory` gets as arguments.
   * @default []
   */
  readonly inject?: FactoryProvider['inject'];
  // The arguments are what `inject` names, which no type can follow.
  /** Returns the options, or a promise of them. */
  readonly useFactory: (...injected: never[]) => ProbezOptions | Promise<ProbezOptions>;
}

const PARTS = Symbol('probez:options');
const LOGGER = Symbol('probez:logger');

/** `Health` for the whole application. Apart from the module with the hooks: Nest destroys global modules last. */
class ProbezHealthModule {}

/** What the module itself needs of its lifecycle. */
interface Mounts {
  mount(): void;
}

/**
 * Probes, checks and drain of a Nest application. Import it once, last in the root module.
 *
 * ```ts
 * @Module({ imports: [DatabaseModule, ProbezModule.forRoot()] })
 * export class AppModule {}
 * ```
 */
export class ProbezModule implements NestModule {
  readonly #lifecycle: Mounts;

  constructor(lifecycle: Mounts = importedBare()) {
    this.#lifecycle = lifecycle;
  }

  /** A testing module gets its HTTP adapter after its providers: this is the last moment before the routes. */
  configure(): void {
    this.#lifecycle.mount();
  }

  /**
   * The module with fixed options.
   * @throws `ProbezError` with `INVALID_OPTION` when the application is created, if an option is wrong
   */
  static forRoot(options: ProbezOptions = {}): DynamicModule {
    return moduleOf([], { provide: PARTS, useFactory: () => partsOf(options) });
  }

  /**
   * The module with options from other providers: `{ inject: [ConfigService], useFactory: (config) => ({ ... }) }`.
   * @param options what to inject, and the function that makes the options
   */
  static forRootAsync({ imports = [], inject = [], useFactory }: AsyncProbezOptions): DynamicModule {
    return moduleOf(imports, {
      provide: PARTS,
      inject,
      useFactory: async (...injected: never[]) => partsOf(await useFactory(...injected)),
    });
  }
}

// By hand, so that nobody who builds this needs decorators.
Inject(ProbezLifecycle)(ProbezModule, undefined, 0);
Optional()(ProbezModule, undefined, 0);

function importedBare(): never {
  throw new ProbezError(
    'INVALID_OPTION',
    'ProbezModule was imported without its providers; allowed: imports: [ProbezModule.forRoot()]',
  );
}

function moduleOf(imports: NonNullable<DynamicModule['imports']>, parts: Provider): DynamicModule {
  const health: DynamicModule = {
    module: ProbezHealthModule,
    global: true,
    imports,
    providers: [
      parts,
      { provide: LOGGER, inject: [PARTS], useFactory: loggerOf },
      {
        provide: Health,
        inject: [PARTS, LOGGER],
        useFactory: (options: ProbezParts, logger: Logger | false) => createHealth({ ...options.health, logger }),
      },
    ],
    exports: [Health, PARTS, LOGGER],
  };
  return {
    module: ProbezModule,
    imports: [health, DiscoveryModule],
    providers: [
      {
        provide: ProbezLifecycle,
        inject: [PARTS, LOGGER, Health, HttpAdapterHost, DiscoveryService, ModulesContainer],
        useFactory: lifecycleOf,
      },
    ],
  };
}

function lifecycleOf(
  options: ProbezParts,
  logger: Logger | false,
  health: Health,
  host: HttpAdapterHost,
  discovery: DiscoveryService,
  modules: ModulesContainer,
): ProbezLifecycle {
  return new ProbezLifecycle({
    health,
    options,
    logger,
    discovery,
    modules,
    owner: ProbezModule,
    mount: createMount(host, health, options),
    drain: createDrain(host, health, logger, options.shutdown),
  });
}

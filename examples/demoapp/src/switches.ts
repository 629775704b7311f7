import {
  createHealth,
  type Health,
  type Logger,
  type ManualCheck,
  manualCheck,
  type ProbeOptions,
} from '@probez/express';
import type { Config } from './config.ts';

export const switchNames = ['livez', 'readyz', 'startupz'] as const;
export type SwitchName = (typeof switchNames)[number];

/** One probe's switch: what was posted last, and the check that follows it. */
export interface Switch {
  value: string;
  readonly check: ManualCheck;
}

/** The demo app's health: three checks, switched by POST. */
export interface Switches {
  readonly health: Health;
  readonly byPath: ReadonlyMap<string, { readonly field: SwitchName; readonly at: Switch }>;
  set(name: SwitchName, value: string): void;
}

export function createSwitches(logger: Logger | false): Switches {
  const switches: Record<SwitchName, Switch> = {
    livez: { value: 'OK', check: manualCheck({ name: 'livez', probes: 'liveness' }) },
    readyz: { value: 'OK', check: manualCheck({ name: 'readyz' }) },
    startupz: { value: 'OK', check: manualCheck({ name: 'startupz', probes: 'startup' }) },
  };
  return {
    health: createHealth({
      checks: [switches.livez.check, switches.readyz.check, switches.startupz.check],
      logger,
      description: 'The demo app of Probez',
    }),
    byPath: new Map(switchNames.map((field) => [`/${field}`, { field, at: switches[field] }])),
    set(name, value) {
      const { check } = switches[name];
      switches[name].value = value;
      // Exactly OK, as the original does: ok, an empty value and a typing error all fail.
      if (value === 'OK') check.pass();
      else check.fail(`POST ${name}=${value}`);
    },
  };
}

/** How the probes are mounted, in every framework alike. */
export const probeOptionsOf = ({ details }: Pick<Config, 'details'>): ProbeOptions & Pick<Config, 'details'> => ({
  details,
  passBody: 'OK',
  // POST is the demo app's own.
  methods: 'pass',
  // The startup probe passes once and for good; a demonstration wants to see it fail again. So its path shows the switch.
  paths: { startup: [] },
  groups: { '/startupz': { checks: ['startupz'], rules: 'liveness' } },
});

import type { OpenLab } from './lab.ts';

/** What `play` saw, by the name that the page gives the block it is shown in. */
export type Observed = Readonly<Record<string, string>>;

/** How far a scenario is verified here. `run`: its manifest has plays with real processes, in `real/`. */
export type Verified = 'run and simulated' | 'run and simulated in part' | 'simulated' | 'simulated in part';

export interface Scenario {
  /** The folder in `examples/kubernetes`. */
  readonly folder: string;
  readonly verified: Verified;
  /** Manifests that the API server must refuse, and the objection. */
  readonly refused?: Readonly<Record<string, RegExp>>;
  /** Manifests that leave out probe numbers on purpose. */
  readonly withoutNumbers?: readonly string[];
  /** Plays the manifests in virtual time and asserts what must be seen. */
  readonly play?: (open: OpenLab) => Promise<Observed>;
}

import type { HookHandler, Part, Place } from '@probez/kubelet/manifest';
import type { Container } from './container.ts';
import type { KubeObject, Model, Pod } from './model.ts';
import type { Probe } from './probe.ts';
import type { Comment, Source } from './source.ts';
import type { Scenario } from './timeline.ts';

export type Owner = Container | Pod | KubeObject;

export interface Hook {
  readonly container: Container;
  readonly name: 'postStart' | 'preStop';
  readonly part: Part;
  readonly handler: HookHandler;
}

export type Severity = 'error' | 'warning' | 'info';

/** What a rule says about one place. */
export interface Report {
  /** What it is about, where that is not the one that was looked at: its label and the silencing annotation come from here. */
  readonly of?: Owner;
  /** Where to point: the key that is wrong, or the nearest thing above one that is missing. */
  readonly at: Part | (Place & { readonly file: string });
  /** Why it is wrong, with the arithmetic. One paragraph. */
  readonly message: string;
  /** What to write instead. */
  readonly fix: string;
  /** Only where it differs from the rule's own. */
  readonly severity?: Severity;
  /** Numbers in the manifest, and what to write instead. */
  readonly numbers?: readonly { readonly at: Part; readonly value: number }[];
  /** What to play in the simulator to see it. */
  readonly scenario?: Scenario;
}

/** A report and what it is about. */
export type Owned = readonly [report: Report, of: Owner | undefined];

/** A finding as it is printed. */
export interface Finding extends Place {
  readonly rule: string;
  readonly name: string;
  readonly severity: Severity;
  readonly file: string;
  /** `Deployment/api`; undefined outside any object. */
  readonly object: string | undefined;
  readonly container: string | undefined;
  readonly message: string;
  readonly fix: string;
}

export interface RuleInput {
  readonly model: Model;
  /** The comments that name probez. */
  readonly comments: readonly Comment[];
  readonly sources: readonly Source[];
  /** The ids and names of all rules, for the rule about silencing. */
  readonly ruleNames: ReadonlyMap<string, string>;
}

type Said = Iterable<Report> | Report | undefined;

/** One rule: a file under rules/ exports exactly one. Its part of a page in docs/lint is made from it. */
export interface Rule {
  /** `L9`. Never given to another rule. */
  readonly id: string;
  /** Lower case with dashes; works wherever the id does. */
  readonly name: string;
  /** The usual severity. */
  readonly severity: Severity;
  /** One sentence: what is wrong. */
  readonly summary: string;
  /** Markdown: why it matters, the arithmetic, what to do, and when the rule stays silent. */
  readonly docs: string;
  /** A manifest that the rule reports. */
  readonly bad: string;
  /** The same, mended: no rule reports it as an error, and this one says nothing. */
  readonly good: string;
  /** True when the manifest reader's findings are mapped to it (`refusal.ts`). */
  readonly told?: true;
  // What it looks at; each is called with one thing after the other.
  probe?(probe: Probe, input: RuleInput): Said;
  hook?(hook: Hook, input: RuleInput): Said;
  container?(container: Container, input: RuleInput): Said;
  pod?(pod: Pod, input: RuleInput): Said;
  object?(object: KubeObject, input: RuleInput): Said;
  all?(input: RuleInput): Said;
}

import { isZero, percentOf } from './amount.ts';
import { scheduleProblem } from './cron.ts';
import type { Tell } from './finding.ts';
import { checkChoice, checkLeast } from './names.ts';
import type { Part } from './part.ts';
import { checkOwnSelector, hasLabels } from './selector.ts';

/** A number or a percentage, as the API server takes it. */
function checkAmount(at: Part, tell: Tell, over100 = false): void {
  checkLeast(at, 0, tell);
  if (at.text === undefined) return;
  const percent = percentOf(at.text);
  if (percent === undefined)
    tell('invalid', at, {
      value: at.text,
      detail:
        "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
    });
  else if (!over100 && percent > 100) tell('invalid', at, { value: at.text, detail: 'must not be greater than 100%' });
}

function checkRolling(kind: string, rolling: Part, tell: Tell): void {
  const surge = rolling.at('maxSurge');
  const away = rolling.at('maxUnavailable');
  checkAmount(surge, tell, kind === 'Deployment');
  checkAmount(away, tell);
  const value = away.text ?? away.whole ?? 1;
  // A DaemonSet's surge is 0 and its maxUnavailable 1 unless they are set; a Deployment's are both 25%.
  const daemon = kind === 'DaemonSet';
  const noSurge = isZero(surge) || (daemon && !surge.exists);
  if (isZero(away) && noSurge) tell('no-move', away, { kind, value });
  if (daemon && !noSurge && !isZero(away)) tell('two-moves', surge, { value: surge.text ?? surge.whole ?? 0 });
}

/** A StatefulSet's `maxUnavailable` is dropped before anybody looks at it: its feature gate is off. */
function checkStatefulSetStrategy(strategy: Part, tell: Tell): void {
  const [type, rolling] = [strategy.at('type'), strategy.at('rollingUpdate')];
  if (type.text && type.text !== 'RollingUpdate' && type.text !== 'OnDelete')
    tell('invalid', strategy, { value: strategy.value, detail: "must be 'RollingUpdate' or 'OnDelete'" });
  if (type.text === 'OnDelete' && rolling.exists)
    tell('invalid', rolling, { value: rolling.value, detail: "only allowed for updateStrategy 'RollingUpdate'" });
  else checkLeast(rolling.at('partition'), 0, tell);
}

function checkStrategy(kind: string, strategy: Part, tell: Tell): void {
  const type = strategy.at('type');
  const other = kind === 'Deployment' ? 'Recreate' : 'OnDelete';
  const rolling = strategy.at('rollingUpdate');
  if (type.text !== '') checkChoice(type, [other, 'RollingUpdate'], tell);
  if (type.text !== other) checkRolling(kind, rolling, tell);
  else if (rolling.exists && kind !== 'DaemonSet')
    tell('forbidden', rolling, { detail: `may not be specified when strategy \`type\` is '${other}'` });
}

/** The numbers of any workload that may be 0 and not less; a Pod's own `activeDeadlineSeconds` is another one. */
const notNegative = [
  'replicas',
  'minReadySeconds',
  'revisionHistoryLimit',
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'backoffLimitPerIndex',
  'maxFailedIndexes',
  'ttlSecondsAfterFinished',
  'startingDeadlineSeconds',
  'successfulJobsHistoryLimit',
  'failedJobsHistoryLimit',
];

/** https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/batch/validation/validation.go (ValidateJob) */
function checkJob(spec: Part, live: boolean, tell: Tell): void {
  const mode = spec.at('completionMode');
  checkChoice(mode, ['Indexed', 'NonIndexed'], tell);
  for (const key of ['backoffLimitPerIndex', 'maxFailedIndexes'])
    if (spec.at(key).whole !== undefined && mode.text !== 'Indexed')
      tell('invalid', spec.at(key), { value: spec.at(key).whole, detail: 'requires indexed completion mode' });
  checkChoice(spec.at('podReplacementPolicy'), ['Failed', 'TerminatingOrFailed'], tell);
  if (mode.text === 'Indexed' && !spec.at('completions').exists)
    tell('required', spec.at('completions'), { detail: 'when completion mode is Indexed' });
  // The API server makes the selector; of one that is written it says that it did not.
  if (spec.at('selector').exists && spec.at('manualSelector').value !== true && !live)
    tell('invalid', spec.at('selector'), { value: spec.at('selector').value, detail: '`selector` not auto-generated' });
}

function checkCronJob(spec: Part, tell: Tell): void {
  for (const key of notNegative) checkLeast(spec.at('jobTemplate', 'spec', key), 0, tell);
  checkChoice(spec.at('concurrencyPolicy'), ['', 'Allow', 'Forbid', 'Replace'], tell);
  const schedule = spec.at('schedule');
  const text = schedule.text ?? '';
  if (text === '' && (!schedule.exists || schedule.text !== undefined)) tell('required', schedule, { detail: '' });
  const problem = text === '' ? undefined : scheduleProblem(text);
  if (problem !== undefined) tell('invalid', schedule, { value: text, detail: problem });
}

/** https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/apps/validation/validation.go */
export function checkWorkload(kind: string, spec: Part, live: boolean, tell: Tell): void {
  if (kind !== 'Pod') for (const key of notNegative) checkLeast(spec.at(key), 0, tell);
  if (['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet'].includes(kind)) checkOwnSelector(spec, kind, tell);
  if (kind === 'ReplicationController' && spec.at('selector').map !== undefined) {
    const labels = spec.at('template', 'metadata', 'labels');
    if (!hasLabels(labels.strings, spec.at('selector').strings))
      tell('selector-mismatch', labels, { labels: labels.strings, selector: spec.at('selector').value });
  }
  if (kind === 'Deployment') {
    const at = spec.at('progressDeadlineSeconds');
    const deadline = at.whole ?? 600;
    const ready = spec.at('minReadySeconds').whole ?? 0;
    checkLeast(at, 0, tell);
    if (deadline <= ready) tell('deadline-under-ready', at, { deadline, ready });
    checkStrategy(kind, spec.at('strategy'), tell);
  }
  if (kind === 'DaemonSet') checkStrategy(kind, spec.at('updateStrategy'), tell);
  if (kind === 'StatefulSet') {
    checkStatefulSetStrategy(spec.at('updateStrategy'), tell);
    const policy = spec.at('podManagementPolicy');
    if (policy.text && policy.text !== 'OrderedReady' && policy.text !== 'Parallel')
      tell('invalid', policy, { value: policy.text, detail: "must be 'OrderedReady' or 'Parallel'" });
  }
  if (kind === 'Job') checkJob(spec, live, tell);
  if (kind === 'CronJob') checkCronJob(spec, tell);
  if (kind === 'PodDisruptionBudget') {
    const [least, most] = [spec.at('minAvailable'), spec.at('maxUnavailable')];
    checkAmount(least, tell);
    checkAmount(most, tell);
    if (least.exists && most.exists) tell('two-budgets', spec, {});
    checkChoice(spec.at('unhealthyPodEvictionPolicy'), ['', 'AlwaysAllow', 'IfHealthyBudget'], tell);
  }
}

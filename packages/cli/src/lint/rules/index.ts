import type { Rule } from '../rule.ts';
import { oneHandler } from './L1-one-handler.ts';
import { successThreshold } from './L2-success-threshold.ts';
import { readinessGrace } from './L3-readiness-grace.ts';
import { initProbe } from './L4-init-probe.ts';
import { grpcPortName } from './L5-grpc-port-name.ts';
import { rolloutNumbers } from './L6-rollout-numbers.ts';
import { unknownKey } from './L7-unknown-key.ts';
import { portName } from './L8-port-name.ts';
import { killedBeforeUnready } from './L9-killed-before-unready.ts';
import { startupBudgetRule } from './L10-startup-budget.ts';
import { delayBesideStartup } from './L11-delay-beside-startup.ts';
import { timeoutOverPeriod } from './L12-timeout-over-period.ts';
import { nodeTimeout } from './L13-node-timeout.ts';
import { singleFailure } from './L14-single-failure.ts';
import { recoveryTarget } from './L15-recovery-target.ts';
import { preStopOverGrace } from './L16-prestop-over-grace.ts';
import { requestsAfterSigterm } from './L17-requests-after-sigterm.ts';
import { npmAsMain } from './L18-npm-as-main.ts';
import { shellWithoutExec } from './L19-shell-without-exec.ts';
import { sidecarWithoutStartup } from './L20-sidecar-without-startup.ts';
import { sidecarReadiness } from './L21-sidecar-readiness.ts';
import { livenessWithoutRestart } from './L22-liveness-without-restart.ts';
import { serviceWithoutReadiness } from './L23-service-without-readiness.ts';
import { costlyExec } from './L24-costly-exec.ts';
import { probeHost } from './L25-probe-host.ts';
import { nodeTcpLiveness } from './L26-node-tcp-liveness.ts';
import { livenessOnRoot } from './L27-liveness-on-root.ts';
import { livenessOnReadinessPath } from './L28-liveness-on-readiness-path.ts';
import { execWithoutShell } from './L29-exec-without-shell.ts';
import { postStartHttp } from './L30-poststart-http.ts';
import { loopbackPort } from './L31-loopback-port.ts';
import { rolloutDeadline } from './L32-rollout-deadline.ts';
import { minReadySeconds } from './L33-min-ready-seconds.ts';
import { rolloutGap } from './L34-rollout-gap.ts';
import { disruptionBudget } from './L35-disruption-budget.ts';
import { unreadyAddresses } from './L36-unready-addresses.ts';
import { endpointsApi } from './L37-endpoints-api.ts';
import { apiRefuses } from './L38-api-refuses.ts';
import { probezDirectives } from './L39-probez-directives.ts';
import { targetPort } from './L40-target-port.ts';
import { selectsNothing } from './L41-selects-nothing.ts';
import { execTimeout } from './L42-exec-timeout.ts';
import { lateLiveness } from './L43-late-liveness.ts';
import { stopSignal } from './L44-stop-signal.ts';
import { takenOtherwise } from './L45-taken-otherwise.ts';
import { podsRefused } from './L46-pods-refused.ts';

/** Every rule, in the order of the ids. A new one is a file beside this one, a line here, and its id in topics.ts. */
export const rules: readonly Rule[] = [
  oneHandler,
  successThreshold,
  readinessGrace,
  initProbe,
  grpcPortName,
  rolloutNumbers,
  unknownKey,
  portName,
  killedBeforeUnready,
  startupBudgetRule,
  delayBesideStartup,
  timeoutOverPeriod,
  nodeTimeout,
  singleFailure,
  recoveryTarget,
  preStopOverGrace,
  requestsAfterSigterm,
  npmAsMain,
  shellWithoutExec,
  sidecarWithoutStartup,
  sidecarReadiness,
  livenessWithoutRestart,
  serviceWithoutReadiness,
  costlyExec,
  probeHost,
  nodeTcpLiveness,
  livenessOnRoot,
  livenessOnReadinessPath,
  execWithoutShell,
  postStartHttp,
  loopbackPort,
  rolloutDeadline,
  minReadySeconds,
  rolloutGap,
  disruptionBudget,
  unreadyAddresses,
  endpointsApi,
  apiRefuses,
  probezDirectives,
  targetPort,
  selectsNothing,
  execTimeout,
  lateLiveness,
  stopSignal,
  takenOtherwise,
  podsRefused,
];

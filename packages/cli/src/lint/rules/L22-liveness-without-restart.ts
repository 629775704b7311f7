import type { Report, Rule } from '../rule.ts';
import { probesOf } from '../walk.ts';

export const livenessWithoutRestart: Rule = {
  id: 'L22',
  name: 'liveness-without-restart',
  severity: 'warning',
  summary: 'A liveness probe with restartPolicy: Never kills and does not restart.',
  docs: `
A liveness probe is there to restart a container that hangs. With \`restartPolicy: Never\` it can only kill: the Pod ends as Failed.
If that is what you want from a Job's Pod, \`activeDeadlineSeconds\` says it better; otherwise use \`restartPolicy: OnFailure\`.
A container's own \`restartPolicy\` goes before the Pod's.
`,
  bad: `
apiVersion: v1
kind: Pod
metadata: { name: worker }
spec:
  restartPolicy: Never
  containers:
    - name: worker
      image: example.com/worker:1
      ports: [{ containerPort: 8080 }]
      livenessProbe:
        httpGet: { path: /livez, port: 8080 }
`,
  good: `
apiVersion: v1
kind: Pod
metadata: { name: worker }
spec:
  restartPolicy: OnFailure
  containers:
    - name: worker
      image: example.com/worker:1
      ports: [{ containerPort: 8080 }]
      livenessProbe:
        httpGet: { path: /livez, port: 8080 }
`,
  *check({ model }): Generator<Report> {
    for (const probe of probesOf(model, 'liveness')) {
      const { container } = probe;
      const policy = container.part.at('restartPolicy').text ?? container.pod.restartPolicy;
      if (policy !== 'Never') continue;
      yield {
        of: container,
        at: probe.part,
        message:
          'restartPolicy is Never: after its liveness probe fails the container is killed and stays dead, and the Pod is Failed.',
        fix: 'restartPolicy: OnFailure, or no livenessProbe (a Job has activeDeadlineSeconds).',
      };
    }
  },
};

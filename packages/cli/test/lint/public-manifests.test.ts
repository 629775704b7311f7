import { expect, test } from 'vitest';
import { lint } from '../../src/lint/lint.ts';

/**
 * The shapes of well-known public manifests: Kubernetes' documentation and what kubeadm, Helm charts and operators
 * install. All of them run, so none may be called an error; warnings are the tool's opinion, and pinned here so that a
 * change of it is seen.
 */
const manifests: Record<string, readonly [expected: string, text: string]> = {
  'docs: exec-liveness': [
    'L42',
    `
apiVersion: v1
kind: Pod
metadata: { labels: { test: liveness }, name: liveness-exec }
spec:
  containers:
    - name: liveness
      image: registry.k8s.io/busybox:1.27.2
      args: [/bin/sh, -c, touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600]
      livenessProbe: { exec: { command: [cat, /tmp/healthy] }, initialDelaySeconds: 5, periodSeconds: 5 }`,
  ],
  'docs: http-liveness': [
    'L8',
    `
apiVersion: v1
kind: Pod
metadata: { labels: { test: liveness }, name: liveness-http }
spec:
  containers:
    - name: liveness
      image: registry.k8s.io/e2e-test-images/agnhost:2.40
      args: [liveness]
      livenessProbe:
        httpGet: { path: /healthz, port: 8080, httpHeaders: [{ name: Custom-Header, value: Awesome }] }
        initialDelaySeconds: 3
        periodSeconds: 3`,
  ],
  'docs: tcp-liveness-readiness': [
    'L9',
    `
apiVersion: v1
kind: Pod
metadata: { name: goproxy, labels: { app: goproxy } }
spec:
  containers:
    - name: goproxy
      image: registry.k8s.io/goproxy:0.1
      ports: [{ containerPort: 8080 }]
      readinessProbe: { tcpSocket: { port: 8080 }, initialDelaySeconds: 15, periodSeconds: 10 }
      livenessProbe: { tcpSocket: { port: 8080 }, initialDelaySeconds: 15, periodSeconds: 10 }`,
  ],
  'docs: grpc-liveness (etcd)': [
    '',
    `
apiVersion: v1
kind: Pod
metadata: { name: etcd-with-grpc }
spec:
  containers:
    - name: etcd
      image: registry.k8s.io/etcd:3.5.1-0
      command: [/usr/local/bin/etcd, --data-dir, /var/lib/etcd, --listen-client-urls, "http://0.0.0.0:2379", --advertise-client-urls, "http://127.0.0.1:2379"]
      ports: [{ containerPort: 2379 }]
      livenessProbe: { grpc: { port: 2379 }, initialDelaySeconds: 10 }`,
  ],
  'docs: startup probe with a named port': [
    'L14',
    `
apiVersion: v1
kind: Pod
metadata: { name: slow }
spec:
  containers:
    - name: slow
      image: registry.k8s.io/slow:1
      ports: [{ name: liveness-port, containerPort: 8080 }]
      livenessProbe: { httpGet: { path: /healthz, port: liveness-port }, failureThreshold: 1, periodSeconds: 10 }
      startupProbe: { httpGet: { path: /healthz, port: liveness-port }, failureThreshold: 30, periodSeconds: 10 }`,
  ],
  'docs: lifecycle events': [
    '',
    `
apiVersion: v1
kind: Pod
metadata: { name: lifecycle-demo }
spec:
  containers:
    - name: lifecycle-demo-container
      image: nginx
      lifecycle:
        postStart: { exec: { command: [/bin/sh, -c, echo Hello from the postStart handler > /usr/share/message] } }
        preStop: { exec: { command: [/bin/sh, -c, nginx -s quit; while killall -0 nginx; do sleep 1; done] } }`,
  ],
  'docs: cassandra': [
    '',
    `
apiVersion: v1
kind: Service
metadata: { name: cassandra, labels: { app: cassandra } }
spec: { clusterIP: None, ports: [{ port: 9042 }], selector: { app: cassandra } }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: cassandra }
spec:
  serviceName: cassandra
  replicas: 3
  selector: { matchLabels: { app: cassandra } }
  template:
    metadata: { labels: { app: cassandra } }
    spec:
      terminationGracePeriodSeconds: 500
      containers:
        - name: cassandra
          image: gcr.io/google-samples/cassandra:v13
          ports: [{ containerPort: 7000, name: intra-node }, { containerPort: 9042, name: cql }]
          resources: { limits: { cpu: 500m, memory: 1Gi } }
          lifecycle: { preStop: { exec: { command: [/bin/sh, -c, nodetool drain] } } }
          env: [{ name: MAX_HEAP_SIZE, value: 512M }, { name: POD_IP, valueFrom: { fieldRef: { fieldPath: status.podIP } } }]
          readinessProbe: { exec: { command: [/bin/bash, -c, /ready-probe.sh] }, initialDelaySeconds: 15, timeoutSeconds: 5 }`,
  ],
  'docs: zookeeper': [
    'L9 L17 L19 L33 L35',
    `
apiVersion: v1
kind: Service
metadata: { name: zk-cs }
spec: { ports: [{ port: 2181, name: client }], selector: { app: zk } }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: zk-pdb }
spec: { selector: { matchLabels: { app: zk } }, maxUnavailable: 1 }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: zk }
spec:
  selector: { matchLabels: { app: zk } }
  serviceName: zk-hs
  replicas: 3
  updateStrategy: { type: RollingUpdate }
  podManagementPolicy: OrderedReady
  template:
    metadata: { labels: { app: zk } }
    spec:
      containers:
        - name: kubernetes-zookeeper
          image: registry.k8s.io/kubernetes-zookeeper:1.0-3.4.10
          ports: [{ containerPort: 2181, name: client }, { containerPort: 2888, name: server }]
          command: [sh, -c, "start-zookeeper --servers=3 --client_port=2181"]
          readinessProbe: { exec: { command: [sh, -c, zookeeper-ready 2181] }, initialDelaySeconds: 10, timeoutSeconds: 5 }
          livenessProbe: { exec: { command: [sh, -c, zookeeper-ready 2181] }, initialDelaySeconds: 10, timeoutSeconds: 5 }`,
  ],
  'docs: mysql': [
    'L17 L24 L33 L43',
    `
apiVersion: v1
kind: Service
metadata: { name: mysql }
spec: { ports: [{ name: mysql, port: 3306 }], clusterIP: None, selector: { app: mysql } }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: mysql }
spec:
  selector: { matchLabels: { app: mysql } }
  serviceName: mysql
  replicas: 3
  template:
    metadata: { labels: { app: mysql } }
    spec:
      initContainers:
        - name: init-mysql
          image: mysql:5.7
          command: [bash, -c, "set -ex\\n[[ \`hostname\` =~ -([0-9]+)$ ]] || exit 1\\n"]
      containers:
        - name: mysql
          image: mysql:5.7
          env: [{ name: MYSQL_ALLOW_EMPTY_PASSWORD, value: "1" }]
          ports: [{ name: mysql, containerPort: 3306 }]
          livenessProbe: { exec: { command: [mysqladmin, ping] }, initialDelaySeconds: 30, periodSeconds: 10, timeoutSeconds: 5 }
          readinessProbe: { exec: { command: [mysql, -h, 127.0.0.1, -e, SELECT 1] }, initialDelaySeconds: 5, periodSeconds: 2, timeoutSeconds: 1 }
        - name: xtrabackup
          image: gcr.io/google-samples/xtrabackup:1.0
          ports: [{ name: xtrabackup, containerPort: 3307 }]
          command: [bash, -c, "set -ex\\ncd /var/lib/mysql\\nexec ncat --listen --keep-open 3307 -c 'xtrabackup --backup'\\n"]`,
  ],
  'docs: redis by tcp and exec': [
    'L42',
    `
apiVersion: v1
kind: Pod
metadata: { name: redis }
spec:
  containers:
    - name: redis
      image: redis:7
      command: [redis-server, --appendonly, "yes"]
      ports: [{ containerPort: 6379, name: redis }]
      livenessProbe: { tcpSocket: { port: redis }, periodSeconds: 20 }
      readinessProbe: { exec: { command: [redis-cli, ping] }, periodSeconds: 5 }`,
  ],
  'nginx with a Service': [
    'L17 L27 L33',
    `
apiVersion: v1
kind: Service
metadata: { name: nginx }
spec: { selector: { app: nginx }, ports: [{ port: 80 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: nginx, labels: { app: nginx } }
spec:
  replicas: 3
  selector: { matchLabels: { app: nginx } }
  template:
    metadata: { labels: { app: nginx } }
    spec:
      containers:
        - name: nginx
          image: nginx:1.27
          ports: [{ containerPort: 80 }]
          livenessProbe: { httpGet: { path: /, port: 80 }, failureThreshold: 6 }
          readinessProbe: { httpGet: { path: /, port: 80 } }`,
  ],
  'kubeadm: etcd static Pod': [
    'L11 L12',
    `
apiVersion: v1
kind: Pod
metadata: { name: etcd, namespace: kube-system, annotations: { kubeadm.kubernetes.io/etcd.advertise-client-urls: "https://10.0.0.5:2379" } }
spec:
  hostNetwork: true
  containers:
    - name: etcd
      image: registry.k8s.io/etcd:3.6.4-0
      command: [etcd, "--listen-client-urls=https://127.0.0.1:2379,https://10.0.0.5:2379", "--listen-metrics-urls=http://127.0.0.1:2381"]
      ports: [{ containerPort: 2381, hostPort: 2381, name: probe-port, protocol: TCP }]
      livenessProbe: { failureThreshold: 8, httpGet: { host: 127.0.0.1, path: /livez, port: probe-port, scheme: HTTP }, initialDelaySeconds: 10, periodSeconds: 10, timeoutSeconds: 15 }
      readinessProbe: { failureThreshold: 3, httpGet: { host: 127.0.0.1, path: /readyz, port: probe-port, scheme: HTTP }, periodSeconds: 1, timeoutSeconds: 15 }
      startupProbe: { failureThreshold: 24, httpGet: { host: 127.0.0.1, path: /readyz, port: probe-port, scheme: HTTP }, initialDelaySeconds: 10, periodSeconds: 10, timeoutSeconds: 15 }`,
  ],
  'kubeadm: kube-scheduler': [
    '',
    `
apiVersion: v1
kind: Pod
metadata: { name: kube-scheduler, namespace: kube-system }
spec:
  hostNetwork: true
  containers:
    - name: kube-scheduler
      image: registry.k8s.io/kube-scheduler:v1.36.2
      command: [kube-scheduler, --bind-address=127.0.0.1, --leader-elect=true]
      ports: [{ containerPort: 10259, name: probe-port }]
      livenessProbe: { failureThreshold: 8, httpGet: { host: 127.0.0.1, path: /livez, port: probe-port, scheme: HTTPS }, timeoutSeconds: 10 }`,
  ],
  coredns: [
    'L17 L33 L43',
    `
apiVersion: v1
kind: Service
metadata: { name: kube-dns, namespace: kube-system }
spec: { selector: { k8s-app: kube-dns }, clusterIP: 10.96.0.10, ports: [{ name: dns, port: 53, protocol: UDP }, { name: dns-tcp, port: 53, protocol: TCP }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: coredns, namespace: kube-system }
spec:
  replicas: 2
  strategy: { type: RollingUpdate, rollingUpdate: { maxUnavailable: 1 } }
  selector: { matchLabels: { k8s-app: kube-dns } }
  template:
    metadata: { labels: { k8s-app: kube-dns } }
    spec:
      containers:
        - name: coredns
          image: registry.k8s.io/coredns/coredns:v1.12.1
          args: [-conf, /etc/coredns/Corefile]
          ports: [{ containerPort: 53, name: dns, protocol: UDP }, { containerPort: 53, name: dns-tcp, protocol: TCP }, { containerPort: 8080, name: liveness-probe }, { containerPort: 8181, name: readiness-probe }]
          livenessProbe: { httpGet: { path: /health, port: liveness-probe, scheme: HTTP }, initialDelaySeconds: 60, timeoutSeconds: 5, successThreshold: 1, failureThreshold: 5 }
          readinessProbe: { httpGet: { path: /ready, port: readiness-probe, scheme: HTTP } }`,
  ],
  'metrics-server': [
    '',
    `
apiVersion: apps/v1
kind: Deployment
metadata: { name: metrics-server, namespace: kube-system }
spec:
  minReadySeconds: 20
  strategy: { rollingUpdate: { maxUnavailable: 0 } }
  selector: { matchLabels: { k8s-app: metrics-server } }
  template:
    metadata: { labels: { k8s-app: metrics-server } }
    spec:
      containers:
        - name: metrics-server
          image: registry.k8s.io/metrics-server/metrics-server:v0.8.0
          args: [--cert-dir=/tmp, --secure-port=10250]
          ports: [{ containerPort: 10250, name: https, protocol: TCP }]
          livenessProbe: { failureThreshold: 3, httpGet: { path: /livez, port: https, scheme: HTTPS }, periodSeconds: 10 }
          readinessProbe: { failureThreshold: 3, httpGet: { path: /readyz, port: https, scheme: HTTPS }, initialDelaySeconds: 20, periodSeconds: 10 }`,
  ],
  'ingress-nginx controller': [
    'L9',
    `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ingress-nginx-controller }
spec:
  minReadySeconds: 0
  selector: { matchLabels: { app: ingress-nginx } }
  template:
    metadata: { labels: { app: ingress-nginx } }
    spec:
      terminationGracePeriodSeconds: 300
      containers:
        - name: controller
          image: registry.k8s.io/ingress-nginx/controller:v1.13.0
          args: [/nginx-ingress-controller, "--publish-service=$(POD_NAMESPACE)/ingress-nginx-controller"]
          lifecycle: { preStop: { exec: { command: [/wait-shutdown] } } }
          ports: [{ containerPort: 80, name: http }, { containerPort: 10254, name: metrics }]
          livenessProbe: { failureThreshold: 5, httpGet: { path: /healthz, port: 10254, scheme: HTTP }, initialDelaySeconds: 10, periodSeconds: 10, successThreshold: 1, timeoutSeconds: 5 }
          readinessProbe: { failureThreshold: 5, httpGet: { path: /healthz, port: 10254, scheme: HTTP }, initialDelaySeconds: 10, periodSeconds: 10, successThreshold: 1, timeoutSeconds: 5 }`,
  ],
  'postgres as an operator or chart runs it': [
    'L43',
    `
apiVersion: v1
kind: Pod
metadata: { name: postgres }
spec:
  containers:
    - name: postgres
      image: docker.io/bitnami/postgresql:17
      ports: [{ name: tcp-postgresql, containerPort: 5432 }]
      livenessProbe:
        exec: { command: [/bin/sh, -c, 'exec pg_isready -U "app" -h 127.0.0.1 -p 5432'] }
        initialDelaySeconds: 30
        failureThreshold: 6
        timeoutSeconds: 5
      readinessProbe:
        exec: { command: [/bin/sh, -c, -e, 'exec pg_isready -U "app" -h 127.0.0.1 -p 5432\\n[ -f /opt/app/.initialized ] || [ -f /data/.initialized ]\\n'] }
        timeoutSeconds: 5`,
  ],
  'kubebuilder manager behind a metrics proxy': [
    '',
    `
apiVersion: apps/v1
kind: Deployment
metadata: { name: controller-manager }
spec:
  replicas: 1
  selector: { matchLabels: { control-plane: controller-manager } }
  template:
    metadata: { labels: { control-plane: controller-manager } }
    spec:
      terminationGracePeriodSeconds: 10
      containers:
        - name: kube-rbac-proxy
          image: gcr.io/kubebuilder/kube-rbac-proxy:v0.16.0
          args: ["--secure-listen-address=0.0.0.0:8443", "--upstream=http://127.0.0.1:8080/"]
          ports: [{ containerPort: 8443, name: https }]
        - name: manager
          image: controller:latest
          command: [/manager]
          args: ["--health-probe-bind-address=:8081", "--metrics-bind-address=127.0.0.1:8080", --leader-elect]
          ports: [{ containerPort: 8081 }]
          livenessProbe: { httpGet: { path: /healthz, port: 8081 }, initialDelaySeconds: 15, periodSeconds: 20 }
          readinessProbe: { httpGet: { path: /readyz, port: 8081 }, initialDelaySeconds: 5, periodSeconds: 10 }`,
  ],
  'a Job, a CronJob and a DaemonSet of a log agent': [
    '',
    `
apiVersion: batch/v1
kind: Job
metadata: { name: pi }
spec:
  template: { spec: { containers: [{ name: pi, image: "perl:5.34.0", command: [perl, "-Mbignum=bpi", -wle, print bpi(2000)] }], restartPolicy: Never } }
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: hello }
spec:
  schedule: "* * * * *"
  jobTemplate: { spec: { template: { spec: { containers: [{ name: hello, image: "busybox:1.28", command: [date] }], restartPolicy: OnFailure } } } }
---
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: fluentd, namespace: kube-system }
spec:
  selector: { matchLabels: { name: fluentd } }
  template:
    metadata: { labels: { name: fluentd } }
    spec:
      terminationGracePeriodSeconds: 30
      containers: [{ name: fluentd, image: "quay.io/fluentd_elasticsearch/fluentd:v5.0.1" }]`,
  ],
};

test.each(Object.entries(manifests))('%s: no error', (_, [expected, text]) => {
  const { findings, problems } = lint([{ name: 'public.yaml', text }]);
  expect(problems).toEqual([]);
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
  expect(rules.join(' ')).toBe(expected);
});

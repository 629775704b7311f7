import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { missing } from '../support/missing.ts';
import { runScript, script } from './run-script.ts';

const folder = dirname(script);
const folders = readdirSync(folder).filter((name) => /^\d\d-/.test(name));
/** Without a cluster at all. */
const bash = (...args: readonly string[]) => spawnSync('bash', [...args], { encoding: 'utf8', cwd: folder });

describe.skipIf(missing('bash'))('verify.sh as a script', () => {
  it.skipIf(missing('shellcheck'))('shellcheck has nothing to say', () => {
    const { stdout, status } = spawnSync('shellcheck', ['-x', script], { encoding: 'utf8' });
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });

  it('has a function for every scenario, and lists them all', () => {
    const { stdout } = bash('-c', 'for file in verify/*.sh; do . "$file"; done; declare -F');
    for (const one of folders) expect(stdout).toContain(`scenario_${one.slice(0, 2)}\n`);
    const list = bash('verify.sh', '--list');
    expect(list.stdout.trim().split('\n')).toHaveLength(folders.length);
    for (const line of list.stdout.trim().split('\n')) expect(line).toMatch(/^\d\d-\S+ +\S/);
    expect(list.status).toBe(0);
  });

  it('--help says what there is', () => {
    const { stdout, status } = bash('verify.sh', '--help');
    for (const option of ['--list', '--image', '--replace', '--context', '--timeout', '--keep', 'Exit code'])
      expect(stdout).toContain(option);
    expect(status).toBe(0);
  });

  it.each([
    [['27'], 'there is no scenario "27"'],
    [['--imagine', 'x'], 'there is no option --imagine'],
    [['--timeout', 'soon'], '--timeout "soon" is not a whole number of seconds'],
    [['--timeout'], '--timeout needs a value'],
    [['--replace', 'x'], '--replace "x" is not OLD=NEW'],
  ])('refuses %j with exit code 2', (args, message) => {
    const { stderr, status } = bash('verify.sh', ...args);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });

  it('kubectl is missing', () => {
    const { stderr, status } = spawnSync('bash', [script, '5'], {
      encoding: 'utf8',
      env: { ...process.env, KUBECTL: 'no-kubectl' },
    });
    expect(stderr).toContain('there is no no-kubectl on the PATH');
    expect(stderr).toContain('install kubectl 1.30 or newer');
    expect(status).toBe(1);
  });
});

describe.skipIf(missing('bash'))('on a cluster in virtual time', () => {
  it('every scenario passes, and the namespace is removed', async () => {
    // Side by side; each on a cluster of its own.
    const parts = [0, 1, 2].map((part) => folders.filter((_, index) => index % 3 === part));
    const runs = await Promise.all(parts.map((part) => runScript(part)));
    for (const [index, { output, code, cluster }] of runs.entries()) {
      expect(output).toContain(`${parts[index]?.length} of ${parts[index]?.length} passed`);
      expect(output).not.toMatch(/unbound|syntax error|command not found|fake cluster/);
      expect(output).toContain('... removed');
      expect([...cluster.namespaces]).toEqual([]);
      expect(code).toBe(0);
    }
  }, 240_000);

  const replace = (from: string | RegExp, to: string) => (manifest: string) => manifest.replaceAll(from, to);

  it.each([
    [
      'a liveness probe that is too patient',
      '05',
      replace('failureThreshold: 3', 'failureThreshold: 60'),
      /3 events|1 events Killing/,
    ],
    [
      'a liveness probe that is too hasty',
      '05',
      replace('failureThreshold: 3', 'failureThreshold: 1'),
      /3 events Unhealthy/,
    ],
    ['a readiness probe that asks for liveness', '06', replace('/readyz', '/livez'), /Readiness probe failed/],
    [
      'no delay',
      '06',
      replace('initialDelaySeconds: 15', 'initialDelaySeconds: 0'),
      /0\/1 Running 0|from the start to ready/,
    ],
    [
      'a Service that selects nothing',
      '19',
      replace('  selector:\n    app: recovery', '  selector:\n    app: other'),
      /endpoints of the Service/,
    ],
    ['no preStop hook', '09', replace('seconds: 5', 'seconds: 1'), /from Killing to the end of the container/],
    ['a startup probe that gives up', '17', replace('failureThreshold: 12', 'failureThreshold: 4'), /slow-start-cured/],
    [
      'liveness as fast as readiness',
      '21',
      replace('failureThreshold: 6', 'failureThreshold: 2'),
      /RESTARTS|1\/1 Running 0|no event Killing|0\/1 Running 0/,
    ],
    [
      'a probe without a grace period of its own',
      '25',
      replace(/^ +terminationGracePeriodSeconds: 5$/gm, ''),
      /probe-grace|from Killing/,
    ],
  ])(
    '%s: scenario %s fails',
    async (_name, scenario, change, expected) => {
      const { output, code, cluster } = await runScript([scenario, '--timeout', '20'], { change });
      expect(output).toMatch(/ {3}FAIL {4}expected: .+\n {11}seen: {5}\S/);
      expect(output).toMatch(expected);
      expect(output).toMatch(/^ {11}\| /m);
      expect(output).toContain('0 of 1 passed');
      expect([...cluster.namespaces]).toEqual([]);
      expect(code).toBe(1);
    },
    60_000,
  );

  it('an image that cannot be pulled: not run, and why', async () => {
    const { output, code } = await runScript(['1', '5'], { missing: ['busybox:1.36'] });
    expect(output).toContain('NOT RUN an image cannot be pulled: busybox:1.36: ImagePullBackOff');
    expect(output).toMatch(/NOT RUN +01-exec-file[\s\S]*PASS +05-http-liveness[\s\S]*1 of 2 passed/);
    expect(code).toBe(1);
  });

  it('a part that needs such an image is left out, and the summary says so', async () => {
    const { output, code } = await runScript(['2'], { missing: ['ikubernetes/demoapp:v1.0'] });
    expect(output).toMatch(/^PASS +02-exec-app .*shell\.yaml: ikubernetes\/demoapp:v1\.0: ImagePullBackOff/m);
    expect(code).toBe(0);
  });

  it('the demo app’s image is missing: how to load it', async () => {
    const { output, code, cluster } = await runScript(['5'], { missing: ['localhost/probez-demoapp:0.1.0'] });
    expect(output).toContain('the image localhost/probez-demoapp:0.1.0 does not run on the cluster');
    expect(output).toContain('kind load docker-image localhost/probez-demoapp:0.1.0');
    expect([...cluster.namespaces]).toEqual([]);
    expect(code).toBe(1);
  });

  it('an image that is still on its way when the time is up: not run, and which one', async () => {
    const { output, code } = await runScript(['1', '5', '--timeout', '20'], { slow: ['busybox:1.36'] });
    expect(output).toContain('NOT RUN after 20 s an image is still on its way: Pulling image "busybox:1.36"');
    expect(output).toMatch(/NOT RUN +01-exec-file[\s\S]*PASS +05-http-liveness/);
    expect(code).toBe(1);
  });

  it('scenario 11 leaves out a proxy whose image is still on its way', async () => {
    const { output, code } = await runScript(['11', '--timeout', '20'], { slow: ['envoyproxy/envoy:v1.34-latest'] });
    expect(output).toMatch(
      /^PASS +11-sidecar-proxy .*sidecar-envoy: after \d+ s an image is still on its way: Pulling/m,
    );
    expect(code).toBe(0);
  });

  it('--images lists what is pulled, without a cluster', () => {
    const images = (...args: readonly string[]) =>
      bash('verify.sh', '--images', ...args)
        .stdout.trim()
        .split('\n')
        .map((line) => line.replace(/ +/, ': '));
    expect(images('3', '12', '26', '--image=registry.example/demoapp:2')).toEqual([
      'busybox:1.36: 12',
      'registry.example/demoapp:2: 03 12 26',
      expect.stringMatching(/^registry\.k8s\.io\/\S*iptables:\S+: 03 12$/),
    ]);
    // The reader's own images of scenarios 23 to 25 are played by the demo app.
    expect(images().filter((line) => line.startsWith('localhost/'))).toEqual([
      expect.stringMatching(/^localhost\/probez-demoapp:[\d.]+: 01 02 .* 25 26$/),
    ]);
  });

  it('a node whose kernel takes no rules: not run, and what iptables said', async () => {
    const { output, code } = await runScript(['12'], { rulesFail: true });
    expect(output).toContain(
      'NOT RUN iptables ends with 4: iptables: Failed to initialize nft: Operation not supported',
    );
    expect(code).toBe(1);
  });

  it('KUBECTL may have several words', async () => {
    const { output, code, cluster } = await runScript(['13', '26', '--context', 'mine'], {
      kubectl: 'env KUBECONFIG=/nowhere kubectl',
    });
    expect(output).toContain('2 of 2 passed');
    expect(cluster.commands.map(([first]) => first)).toContain('kustomize');
    expect(code).toBe(0);
  }, 60_000);

  // A node reports 25 events of a Pod at once, and then one every five minutes: whatever comes after them is never seen.
  it('every Killing that is waited for is among the first events of its Pod', async () => {
    const { code, cluster } = await runScript(['1', '2', '5', '9', '17', '18', '20', '21', '25']);
    expect(code).toBe(0);
    const counts = cluster.eventsUntilKilling();
    expect(counts.length).toBeGreaterThan(8);
    // Pulling and Pulled are not among those of the simulation, and a slow node has a failure or two more.
    expect(Math.max(...counts)).toBeLessThan(25 - 2 - 2);
  }, 120_000);

  it('what kubectl warns of on every command is not taken for an answer', async () => {
    const noise = 'E1123 12:00:00.000000 1 memcache.go:265] "Unhandled Error" err="couldn\'t get resource list"\n';
    const { output, code } = await runScript(['5', '7', '13', '19', '23', '25', '26'], { noise });
    expect(output).toContain('7 of 7 passed');
    expect(code).toBe(0);
  }, 120_000);

  it('no answer to a question for events is not "no event"', async () => {
    const { output, code } = await runScript(['5', '--timeout', '5'], { withoutEvents: true });
    expect(output).toMatch(
      /FAIL {4}expected: the events Unhealthy of liveness-http can be listed\n {11}seen: {5}no answer/,
    );
    expect(code).toBe(1);
  });

  it.each([
    ['an old cluster', { serverVersion: 'v1.29.4' }, 'the cluster is Kubernetes v1.29.4'],
    ['an old kubectl', { clientVersion: 'v1.20.2' }, 'this is kubectl v1.20.2'],
    [
      'no answer',
      { down: true },
      'the cluster does not answer: The connection to the server 127.0.0.1:6443 was refused',
    ],
    ['no permission', { mayCreateNamespaces: false }, 'you may not create a namespace in this cluster'],
  ])('%s', async (_name, options, message) => {
    const { output, code, cluster } = await runScript(['5'], options);
    expect(output).toContain(message);
    expect(cluster.commands.some(([, verb]) => verb === 'create')).toBe(false);
    expect(code).toBe(1);
  });

  it.each([
    [
      'no node takes a Pod',
      { unschedulable: '0/1 nodes are available: 1 node(s) had untolerated taint(s)' },
      'no node takes a Pod: 0/1 nodes are available: 1 node(s) had untolerated taint(s)',
      'kubectl taint nodes --all',
    ],
    [
      'IPv6 first',
      { ipv6: true },
      'the Pods of this cluster have IPv6 addresses: [fd00:10:244::11]',
      'listens on 0.0.0.0',
    ],
    [
      'the demo app’s image is still on its way',
      { slow: ['localhost/probez-demoapp:0.1.0'] },
      'does not run on the cluster: 0/1 ContainerCreating 0, after 20 s of Pulling image',
      'kind load docker-image',
    ],
  ])('%s: says so, and removes the namespace', async (_name, options, message, advice) => {
    const { output, code, cluster } = await runScript(['5', '--timeout', '10'], options);
    expect(output).toContain(message);
    expect(output).toContain(advice);
    expect([...cluster.namespaces]).toEqual([]);
    expect(code).toBe(1);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('%s in the middle removes the namespace', async (signal) => {
    let sent = false;
    const { output, code, cluster } = await runScript(['1'], {
      onOutput(text, send) {
        if (sent || !text.includes('expect  exec-file')) return;
        sent = true;
        send(signal);
      },
    });
    expect(output).toContain('interrupted');
    expect(output).toContain('... removed');
    expect([...cluster.namespaces]).toEqual([]);
    expect(code).toBe(130);
  });

  it('--keep leaves the namespace, and says how to remove it', async () => {
    const { output, code, cluster } = await runScript(['5', '--keep', '--context', 'mine']);
    const [kept = ''] = cluster.namespaces;
    expect(output).toContain(`kubectl --context mine delete namespace ${kept}`);
    expect(
      cluster.commands.every(
        (command) => command[0] === 'version' || command.includes('mine') || command[0] === 'patch',
      ),
    ).toBe(true);
    expect(code).toBe(0);
  });

  it('--image and --replace put other images in the manifests', async () => {
    const images = new Set<string>();
    const { code } = await runScript(
      ['1', '5', '--image=registry.example/demoapp:2', '--replace', 'busybox:1.36=mirror.example/busybox:1'],
      {
        change(manifest) {
          for (const [, image] of manifest.matchAll(/image: (\S+)/g)) images.add(image ?? '');
          return manifest;
        },
      },
    );
    expect([...images].sort()).toEqual(['mirror.example/busybox:1', 'registry.example/demoapp:2']);
    expect(code).toBe(0);
  });
});

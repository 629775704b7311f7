// `npm run image --workspace=@probez/tests -- FILE`: builds the demo app's image without a registry and saves it for a cluster to load.
import { resolve } from 'node:path';
import { makeBases } from './bases.ts';
import { buildDemoApp, IMAGE } from './build.ts';
import { createEngine } from './engine.ts';

const [file = 'probez-demoapp.tar'] = process.argv.slice(2);
// npm runs this in the workspace's folder.
const target = resolve(process.env.INIT_CWD ?? '.', file);

// Ctrl-C goes to buildah, too; this stays to clean up.
process.on('SIGINT', () => {});
const engine = createEngine();
try {
  console.log('Making bases from the Node, the C library and the busybox of this machine');
  const bases = await makeBases(engine);
  console.log(`Building ${IMAGE}`);
  await buildDemoApp(engine, bases, { revision: '' });
  await engine.podman('save', '--quiet', '--format', 'docker-archive', '--output', target, IMAGE);
  console.log(`Saved ${target}; load it with one of
  kind load image-archive ${file}
  minikube image load ${file}
  sudo k3s ctr images import ${file}
  sudo ctr -n k8s.io images import ${file}
  podman load -i ${file}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await engine.remove();
}

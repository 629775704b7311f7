import { finalCommand, isNodeProgram, mainCommand } from './command-line.ts';
import type { Container } from './container.ts';
import { annotation, runtimeAnnotation } from './declared.ts';

/** Publishers of an image whose last part is plainly `node` and means Node; `calico/node` and `kindest/node` do not. */
const nodePublishers = new Set(['', 'library', 'bitnami', 'bitnamilegacy', 'cimg', 'circleci', 'chainguard', 'wolfi']);

/** `node:22`, `docker.io/library/node`, `gcr.io/distroless/nodejs22-debian12`, `ubi9/nodejs-20`; never `node-exporter`. */
export function isNodeImage(image: string): boolean {
  const parts = (image.split('@', 1)[0] ?? '').split('/');
  const last = (parts.pop() ?? '').split(':', 1)[0] ?? '';
  const publisher =
    (parts.at(-1) ?? '').includes('.') || (parts.at(-1) ?? '').includes(':') ? '' : (parts.at(-1) ?? '');
  return /^nodejs-?\d*(-.*)?$/.test(last) || (last === 'node' && nodePublishers.has(publisher));
}

/**
 * True when the container runs Node as far as the manifest shows it: the annotation decides; else the command, the image's
 * name, or an environment variable that only Node reads.
 */
export function runsNode(container: Container): boolean {
  const stated = annotation(container.pod, runtimeAnnotation, container)?.trim().toLowerCase();
  if (stated !== undefined && stated !== '') return stated === 'node';
  if (isNodeProgram(finalCommand(mainCommand(container))[0])) return true;
  return (
    isNodeImage(container.image) || container.env.some(({ name }) => name === 'NODE_ENV' || name === 'NODE_OPTIONS')
  );
}

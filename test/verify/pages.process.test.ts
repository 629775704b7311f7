import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { script } from './run-script.ts';

/** The commands of the scenarios' pages: nobody here has a cluster to try them on, but what they name must be there. */

const folder = dirname(script);
const folders = readdirSync(folder).filter((name) => /^\d\d-/.test(name));

const commandsOf = (name: string): string[] =>
  Array.from(
    readFileSync(`${folder}/${name}/README.md`, 'utf8').matchAll(/^```sh\b[^\n]*\n([\s\S]*?)^```/gm),
    ([, text = '']) => text.replaceAll('\\\n', ' '),
  );

/** "kind/name" of every object of a scenario. */
function objectsOf(name: string): string[] {
  const base = name.startsWith('26-') ? 'base' : name;
  return readdirSync(`${folder}/${base}`)
    .filter((file) => file.endsWith('.yaml') && !file.startsWith('kustomization'))
    .flatMap((file) => parseAllDocuments(readFileSync(`${folder}/${base}/${file}`, 'utf8')))
    .map((document) => `${document.get('kind')}/${document.getIn(['metadata', 'name'])}`.toLowerCase());
}

const all = (text: string, pattern: RegExp): string[] => Array.from(text.matchAll(pattern), ([, found = '']) => found);

describe.each(folders)('the commands of %s', (name) => {
  const blocks = commandsOf(name);
  const text = blocks.join('\n');

  it('are there, and a shell can read them', () => {
    expect(text).toContain('kubectl ');
    const { status, stderr } = spawnSync('sh', ['-n'], { input: text, encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });

  it('name files and objects that exist', () => {
    const files = all(text, /kubectl (?:apply|delete|get) .*?-f (\S+\.yaml)/g).concat(all(text, /-f (\S+\.yaml)/g));
    for (const file of files) expect(existsSync(`${folder}/${name}/${file}`), file).toBe(true);
    const objects = objectsOf(name);
    for (const named of all(text, /\b((?:pod|deployment)\/[a-z0-9-]+)/g)) expect(objects).toContain(named);
    for (const pod of all(text, /kubectl (?:exec|debug|delete pod|describe pod) ([a-z0-9-]+)/g))
      expect(objects).toContain(`pod/${pod}`);
    for (const service of all(text, /kubernetes\.io\/service-name=([a-z0-9-]+)/g))
      expect(objects).toContain(`service/${service}`);
  });

  it('wait for a Pod before they forward its port or run something in it, and end the forwarding', () => {
    const lines = text.split('\n');
    for (const [at, line] of lines.entries()) {
      const wanted = /kubectl (?:port-forward (?:pod|deployment)\/|exec |debug |delete pod )/.test(line);
      if (!wanted) continue;
      const before = lines.slice(0, at).join('\n');
      expect(before, line).toMatch(/kubectl wait --for=condition=Ready|kubectl rollout status|kubectl get pods -w/);
      if (line.includes('port-forward')) expect(lines.slice(at).join('\n')).toMatch(/^kill %1;/m);
    }
  });

  it('remove what they have made', () => {
    const applied = all(text, /kubectl apply (.*?)(?: &&| *#|$)/gm).flatMap((part) => all(part, /-[fk] (\S+)/g));
    const deleted = all(text, /kubectl delete (.*?)(?: &&| *#|$)/gm).flatMap((part) => all(part, /-[fk] (\S+)/g));
    const pods = all(text, /kubectl delete pod ([a-z0-9-]+)/g);
    const left = applied.filter((file) => {
      if (file === '-' || file === '../base' || deleted.includes(file)) return false;
      const made = parseAllDocuments(readFileSync(`${folder}/${name}/${file}`, 'utf8'));
      return !made.every((document) => pods.includes(String(document.getIn(['metadata', 'name']))));
    });
    // refused.yaml is never made.
    expect(left.filter((file) => file !== 'refused.yaml')).toEqual([]);
  });
});

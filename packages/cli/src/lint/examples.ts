const indented = (text: string, by: number) =>
  text
    .trim()
    .split('\n')
    .map((line) => `${line === '' ? '' : ' '.repeat(by)}${line}\n`)
    .join('');

interface Around {
  readonly image?: string;
  /** Further lines of the Pod's spec. */
  readonly spec?: string;
  readonly annotations?: string;
  /** Labelled `app: api`, as {@link service} wants it. */
  readonly labelled?: true;
  /** Further lines of the workload's spec. */
  readonly workload?: string;
}

const podSpec = (container: string, { image = 'example.com/api:1', spec = '' }: Around, by: number) =>
  `${' '.repeat(by)}spec:\n${spec === '' ? '' : indented(spec, by + 2)}${indented('containers:', by + 2)}` +
  `${indented('- name: api', by + 4)}${indented(`image: ${image}\n${container.trim()}`, by + 6)}`;

/** A Pod with one container, of which the lines behind `image` are given. The examples of the rules are made with these. */
export function pod(container: string, around: Around = {}): string {
  const { annotations, labelled: known } = around;
  const name = known === true ? '{ name: api, labels: { app: api } }' : '{ name: api }';
  const metadata = annotations === undefined ? ` ${name}` : `\n  name: api\n  annotations: { ${annotations} }`;
  return `\napiVersion: v1\nkind: Pod\nmetadata:${metadata}\n${podSpec(container, around, 0)}`;
}

/** A workload with such a Pod, labelled `app: api`. */
export const workload = (kind: string, container: string, around: Around = {}) => `
apiVersion: apps/v1
kind: ${kind}
metadata: { name: api }
spec:
${around.workload === undefined ? '' : indented(around.workload, 2)}  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
${podSpec(container, around, 4)}`;

/** The Service of such Pods. */
export const service = (spec = '') => `
apiVersion: v1
kind: Service
metadata: { name: api }
spec:
${spec === '' ? '' : indented(spec, 2)}  selector: { app: api }
  ports: [{ port: 80, targetPort: 8080 }]
`;

export const budget = (spec: string) => `
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: api }
spec:
${indented(spec, 2)}  selector: { matchLabels: { app: api } }
`;

/** Several documents of one file. */
export const documents = (...texts: string[]) => texts.join('---');

export const labelled = { labelled: true } as const;
export const ports = 'ports: [{ containerPort: 8080 }]';
export const get = (kind: string, path: string) => `${kind}Probe:\n  httpGet: { path: ${path}, port: 8080 }`;

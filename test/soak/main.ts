// npm run soak: what takes too long for every day, under each Node that is named, with and without the permission model.
//
//   npm run soak                                    under this Node
//   npm run soak -- /opt/node22/bin/node node26     and others
//   PROBEZ_SOAK=0.01 npm run soak                   a hundredth of it
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const share = Number(process.env.PROBEZ_SOAK ?? 1);
const much = (all: number): string => String(Math.max(1, Math.round(all * share)));
const root = fileURLToPath(new URL('../..', import.meta.url));

interface Row {
  readonly node: string;
  readonly 'permission model': string;
  readonly strain: string;
  readonly result: string;
}

/** The flags with which a Node of that version lets the probe port work, and not more. */
function permissions(version: string): readonly string[] {
  const major = Number(/^v(\d+)/.exec(version)?.[1]);
  const model = major < 22 ? '--experimental-permission' : '--permission';
  return [model, '--allow-worker', '--allow-fs-read=*', ...(major >= 25 ? ['--allow-net'] : [])];
}

function run(node: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr, error } = spawnSync(node, args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 1e8,
  });
  if (error !== undefined) throw error;
  if (status !== 0) process.exitCode = 1;
  const last = stdout.trim().split('\n').at(-1) ?? '';
  return status === 0 ? last : `FAILED (${status}): ${last} ${stderr.trim().split('\n').at(-1)}`;
}

const rows: Row[] = [];
const nodes = process.argv.length > 2 ? process.argv.slice(2) : [process.execPath];
for (const node of nodes) {
  const version = run(node, ['--version']);
  const tell = (strain: string, permission: string, result: string): void => {
    rows.push({ node: version, 'permission model': permission, strain, result });
    console.log(`${version} ${permission === '' ? '' : `(${permission}) `}${strain}: ${result}`);
  };
  for (const flags of [[], permissions(version)]) {
    const permission = flags.length === 0 ? '' : 'with';
    for (const [strain, count] of [
      ['stalls', much(40)],
      ['idle', much(10_000)],
      ['cycles', much(1_000)],
    ] as const)
      tell(
        `${strain} ${count}`,
        permission,
        run(node, ['--expose-gc', ...flags, 'test/soak/isolated.mjs', strain, count]),
      );
  }
  const requests = much(200_000);
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', 'test/fuzz/sockets.test.ts'];
  tell(`fuzz ${requests}`, '', run(node, vitest, { PROBEZ_RUNS: requests }));
}
console.table(rows);

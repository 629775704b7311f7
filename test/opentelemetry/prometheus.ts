import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RunningProgram, startProgram, temporaryFolder } from '../servers/support/processes.ts';
import { freePort } from '../support/free-port.ts';
import { need } from '../support/programs.ts';

/** One series of an answer. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A real Prometheus that scrapes one target every second, with our alert rules loaded. */
export interface Prometheus {
  /** The answer to an instant query; throws what Prometheus says against it. */
  query(expression: string): Promise<readonly Sample[]>;
  /** The same, asked again until there is an answer that suits. */
  until(expression: string, suits?: (samples: readonly Sample[]) => boolean): Promise<readonly Sample[]>;
  close(): Promise<void>;
}

export async function startPrometheus(target: number, rules: string): Promise<Prometheus> {
  const folder = temporaryFolder();
  const port = await freePort();
  writeFileSync(
    join(folder.path, 'prometheus.yml'),
    `
global: { scrape_interval: 500ms, scrape_timeout: 400ms, evaluation_interval: 1s }
rule_files: [${JSON.stringify(rules)}]
scrape_configs:
  - job_name: orders
    static_configs: [{ targets: ['127.0.0.1:${target}'] }]
`,
  );
  const program = startProgram(
    need('prometheus'),
    [
      `--config.file=${join(folder.path, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder.path, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { cwd: folder.path },
  );

  async function query(expression: string): Promise<readonly Sample[]> {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/query`, {
      method: 'POST',
      body: new URLSearchParams({ query: expression }),
    });
    const answer: Answer = JSON.parse(await response.text());
    if (answer.status !== 'success') throw new Error(`${expression}: ${answer.error}`);
    return answer.data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
  }

  async function until(
    expression: string,
    suits = (samples: readonly Sample[]): boolean => samples.length > 0,
  ): Promise<readonly Sample[]> {
    const deadline = Date.now() + 30_000;
    let last: unknown;
    while (Date.now() < deadline) {
      try {
        const samples = await query(expression);
        if (suits(samples)) return samples;
        last = samples;
      } catch (error) {
        last = error;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`${expression}: the last answer was ${inspect(last)}\n${logOf(program)}`);
  }

  return {
    query,
    until,
    async close() {
      await program.kill();
      folder.remove();
    },
  };
}

interface Answer {
  readonly status: string;
  readonly error?: string;
  readonly data: {
    readonly result: readonly {
      readonly metric: Readonly<Record<string, string>>;
      readonly value: readonly [number, string];
    }[];
  };
}

const inspect = (value: unknown): string => (value instanceof Error ? value.message : JSON.stringify(value));

const logOf = (program: RunningProgram): string => program.log().split('\n').slice(-5).join('\n');

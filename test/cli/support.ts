import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { PROJECT } from '../support/languageClient.js';
import { type Services, startServices } from '../support/services/index.js';

/** What the tests of the command line share: the built program, services on loopback and a temporary folder. */

export const PROGRAM = path.join(PROJECT, 'dist/cli.js');

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Where it runs. Default: the workspace. */
  readonly cwd?: string;
  /** Over the environment that points to the services; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** A program under way. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Run>;
}

export interface CommandLine {
  readonly services: Services;
  /** A folder for the manifests, empty before each test. */
  readonly workspace: string;
  /** Where the program keeps its cache; empty before each test. */
  readonly cache: string;
  /** The environment of the program. */
  readonly env: Readonly<Record<string, string>>;
  /** Writes files into the workspace, with the folders they need. */
  write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void>;
  start(words: readonly string[], options?: RunOptions): Running;
  run(words: readonly string[], options?: RunOptions): Promise<Run>;
  /** Scans with `--format json`; resolves with the report, and fails where there is none. */
  report(words?: readonly string[], options?: RunOptions): Promise<Report & { readonly status: number | null }>;
}

/** What the tests look at in a JSON report (docs/cli.md). */
export interface Report {
  readonly root: string;
  readonly trusted: boolean;
  readonly summary: Readonly<Record<'manifests' | 'dependencies' | 'checked' | 'unknown' | 'skipped' | 'error' | 'warning', number>>;
  readonly manifests: readonly {
    readonly path: string;
    readonly ecosystem: string;
    readonly dependencies: readonly {
      readonly name: string;
      readonly specifier: string;
      readonly status: string;
      readonly reason: string | null;
    }[];
    readonly problems: readonly { readonly message: string }[];
  }[];
  readonly installed: readonly { readonly package: string }[];
  readonly findings: readonly {
    readonly rule: string;
    readonly package: string;
    readonly level: string;
    readonly manifest: string;
    readonly range: { readonly start: { readonly line: number; readonly character: number } };
    readonly fixes: readonly { readonly title: string; readonly preferred: boolean }[];
  }[];
}

/** Sets up what a test file needs. To be called at its top. */
export function useCommandLine(): CommandLine {
  let services: Services;
  let root = '';
  const running = new Set<ChildProcess>();

  beforeAll(async () => {
    services = await startServices();
  });
  afterAll(() => services.close());
  beforeEach(async () => {
    root = await realpath(await mkdtemp(path.join(tmpdir(), 'depwarden-cli-')));
    await mkdir(path.join(root, 'workspace'));
  });
  afterEach(async () => {
    for (const child of running) child.kill('SIGKILL');
    for (const service of [services.npm, services.pypi, services.osv]) service.heal();
    services.forget();
    await rm(root, { recursive: true, force: true });
  });

  const commandLine: CommandLine = {
    get services() {
      return services;
    },
    get workspace() {
      return path.join(root, 'workspace');
    },
    get cache() {
      return path.join(root, 'cache');
    },
    get env() {
      return environment(root, services);
    },
    async write(files) {
      for (const [name, content] of Object.entries(files)) {
        const file = path.join(root, 'workspace', name);
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, content);
      }
    },
    start(words, { cwd = path.join(root, 'workspace'), env = {} } = {}) {
      const child = spawn(process.execPath, [PROGRAM, ...words], { cwd, env: { ...environment(root, services), ...env } });
      running.add(child);
      const ended = outcome(child).finally(() => running.delete(child));
      return { child, ended };
    },
    run: (words, options) => commandLine.start(words, options).ended,
    async report(words = [], options) {
      const { status, stdout, stderr } = await commandLine.run(['scan', '--format', 'json', ...words], options);
      expect(stderr).toBe('');
      return { ...(JSON.parse(stdout) as Report), status };
    },
  };
  return commandLine;
}

/** The whole environment: nothing of the machine's own configuration gets through. */
function environment(root: string, services: Services): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: path.join(root, 'home'),
    npm_config_userconfig: path.join(root, 'home', '.npmrc'),
    npm_config_globalconfig: path.join(root, 'home', 'npmrc'),
    // the machine's own pip.conf is no part of the tests
    PIP_CONFIG_FILE: devNull,
    DEPWARDEN_CACHE_DIR: path.join(root, 'cache'),
    ...services.env,
  };
}

async function outcome(child: ChildProcess): Promise<Run> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', chunk => (stdout += chunk));
  child.stderr?.setEncoding('utf8').on('data', chunk => (stderr += chunk));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, stdout, stderr };
}

/** A package.json that depends on these packages. */
export function packageJson(dependencies: Readonly<Record<string, string>>): string {
  return `${JSON.stringify({ name: 'app', dependencies }, undefined, 2)}\n`;
}

/** The last line of a text report: the one with all numbers. */
export function summaryOf(run: Run): string {
  return run.stdout.trimEnd().split('\n').at(-1) ?? '';
}

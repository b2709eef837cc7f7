import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { painter } from '../../server/src/cli/colours.js';
import { createProgress } from '../../server/src/cli/progress.js';
import type { ScanProgress } from '../../server/src/scan/progress.js';
import { PROGRAM, packageJson, useCommandLine } from './support.js';

const cli = useCommandLine();
const ESCAPE = '\u001b[';
const FILES = { 'package.json': packageJson({ chalk: '5.6.1' }) };

describe('colours', () => {
  it.each([
    ['a terminal', true, {}, true],
    ['a terminal, NO_COLOR=1', true, { NO_COLOR: '1' }, false],
    ['a terminal, NO_COLOR=0', true, { NO_COLOR: '0' }, false],
    ['a terminal, NO_COLOR empty', true, { NO_COLOR: '' }, true],
    ['a file or pipe', false, {}, false],
  ])('on %s', (_what, isTerminal, env, coloured) => {
    expect(painter(isTerminal, env)('error', 'x')).toBe(coloured ? `${ESCAPE}31mx${ESCAPE}0m` : 'x');
  });
});

describe('progress', () => {
  const shownOn = (isTTY: boolean, ...steps: readonly ScanProgress[]): string => {
    let written = '';
    const write = (text: string): boolean => {
      written += text;
      return true;
    };
    const progress = createProgress({ isTTY, write });
    for (const step of steps) progress.show(step);
    progress.end();
    return written;
  };

  it.each([
    [
      'on a terminal, and is wiped off',
      true,
      [{ done: 212, total: 500, share: 0.4567 }],
      `\r${ESCAPE}Kchecking: 212 of 500 manifests (45 %)\r${ESCAPE}K`,
    ],
    ['nowhere else', false, [{ done: 1, total: 3, share: 0.5 }], ''],
    ['not where there is nothing to check', true, [{ done: 0, total: 0, share: 0 }], ''],
    ['not at all, nothing to wipe', true, [], ''],
  ] as const)('is shown %s', (_what, isTTY, steps, written) => {
    expect(shownOn(isTTY, ...steps)).toBe(written);
  });
});

describe('a pipe', () => {
  it('gets neither colours nor progress', async () => {
    await cli.write(FILES);
    const { stdout, stderr } = await cli.run(['scan']);
    expect(stdout).not.toContain('\u001b');
    expect(stderr).toBe('');
  });

  it('that is closed early ends the program quietly', async () => {
    await cli.write({ 'requirements.txt': '!\n'.repeat(3_000) });
    const { child, ended } = cli.start(['scan', '--offline', '--format', 'json']);
    child.stdout?.destroy();
    const { stderr } = await ended;
    expect(stderr).not.toMatch(/\bat .+:\d+:\d+|EPIPE/);
  });
});

describe('Ctrl+C while the services hang', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('%s stops without waiting for them, and leaves no output file', async signal => {
    for (const service of [cli.services.npm, cli.services.osv]) service.fault('/', { kind: 'hang' });
    await cli.write(FILES);
    const { child, ended } = cli.start(['scan', '--output', 'report.txt']);
    await expect.poll(() => cli.services.requestCount()).toBe(2);
    child.kill(signal);
    const { stdout, stderr } = await ended;
    expect(cli.services.requestCount(), 'it has not waited for answers, and asked again').toBe(2);
    expect({ stdout, stderr, code: child.exitCode, signal: child.signalCode }).toEqual(
      signal === 'SIGINT' ? { stdout: '', stderr: '', code: 130, signal: null } : { stdout: '', stderr: '', code: null, signal },
    );
    expect(await readdir(cli.workspace)).toEqual(['package.json']);
  });
});

describe.runIf(hasScript())('a real terminal', () => {
  it('has colours, wraps at words, and shows progress, which is gone in the end', async () => {
    await cli.write(FILES);
    const shown = await onTerminal(60, ['scan', '--trust']);
    expect(shown).toContain(`${ESCAPE}31merror${ESCAPE}0m`);
    expect(shown).toMatch(/checking: \d of 1 manifests \(\d+ %\)/);
    const lines = afterProgress(shown);
    expect(lines).toEqual([
      'package.json:4:15  error  chalk 5.6.1 is a compromised',
      '    release (MAL-2025-46969, 2025-09-08). Last safe release:',
      '    5.6.0. [malicious-release]',
      '    fix: Pin chalk to 5.6.0 (last safe release)',
      '',
      '1 component: 1 with findings.',
      '1 manifest, 1 dependency: 1 checked. 1 error.',
    ]);
  });

  it('has no colours with NO_COLOR', async () => {
    await cli.write(FILES);
    const shown = await onTerminal(200, ['scan'], { NO_COLOR: '1' });
    expect(shown).toContain('package.json:4:15  error  chalk 5.6.1 is a compromised release');
    expect(shown).not.toContain(`${ESCAPE}3`);
  });

  it('gets no report, and a file no colours, with --output', async () => {
    await cli.write(FILES);
    const shown = await onTerminal(60, ['scan', '--output', 'report.txt']);
    expect(afterProgress(shown)).toEqual([]);
    expect(await readdir(cli.workspace)).toEqual(['package.json', 'report.txt']);
  });

  it('Ctrl+C leaves a clean line', async () => {
    cli.services.npm.fault('/', { kind: 'hang' });
    await cli.write(FILES);
    const shown = await onTerminal(60, ['scan'], {}, async press => {
      await expect.poll(() => cli.services.npm.requests.length).toBe(1);
      press('\u0003');
    });
    expect(shown).toContain('checking: 0 of 1 manifests');
    expect(shown).toMatch(/checking: 0 of 1 manifests \(\d+ %\)\r.\[K$/);
  });

  /** Runs the program on a terminal so many columns wide (util-linux `script`); resolves with all that was shown. */
  async function onTerminal(
    columns: number,
    words: readonly string[],
    env: Readonly<Record<string, string>> = {},
    meanwhile: (press: (keys: string) => void) => Promise<void> = async () => {},
  ): Promise<string> {
    const command = `stty cols ${columns} -echo && exec '${process.execPath}' '${PROGRAM}' ${words.join(' ')}`;
    const child = spawn('script', ['-qec', command, '/dev/null'], {
      cwd: cli.workspace,
      env: { ...cli.env, TERM: 'xterm', SHELL: '/bin/sh', ...env },
    });
    let shown = '';
    child.stdout.setEncoding('utf8').on('data', chunk => (shown += chunk));
    const closed = once(child, 'close');
    await meanwhile(keys => void child.stdin.write(keys));
    await closed;
    return shown;
  }
});

/** What stays on the screen: the lines after the progress, without colours. */
function afterProgress(shown: string): string[] {
  const report = shown.slice(shown.lastIndexOf(`\r${ESCAPE}K`) + `\r${ESCAPE}K`.length);
  const plain = stripVTControlCharacters(report).replaceAll('\r\n', '\n').trimEnd();
  return plain === '' ? [] : plain.split('\n');
}

function hasScript(): boolean {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux');
  } catch {
    return false;
  }
}

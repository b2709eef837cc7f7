// Real processes: one makes generation after generation, another reads all the time; and a builder is killed at any moment.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { build as bundle } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../server/src/services/database/reader.js';
import { build, newFolder, npm, recordOf, withDatabase } from './records.js';

const PROGRAM = 'indexProcess';
let programs: string;
const started: ChildProcess[] = [];

beforeAll(async () => {
  programs = newFolder();
  const entry = join(import.meta.dirname, `${PROGRAM}.ts`);
  const mainFields = ['module', 'main']; // as esbuild.mjs has it
  await bundle({ entryPoints: [entry], outdir: programs, bundle: true, platform: 'node', format: 'cjs', mainFields, logLevel: 'warning' });
});
afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(programs, { recursive: true });
});

function start(...words: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [join(programs, `${PROGRAM}.js`), ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(child);
  return child;
}

async function outputOf(child: ChildProcess): Promise<string> {
  let text = '';
  child.stdout?.on('data', chunk => (text += chunk));
  const [status] = (await once(child, 'close')) as [number | null];
  expect(status).toBe(0);
  return text;
}

describe('an index that several processes use', () => {
  it('is whole for who reads while another process makes the next ones', async () => {
    const folder = newFolder();
    await build(folder, recordsOf(0));
    const reading = outputOf(start('read', folder, '20'));
    await outputOf(start('build', folder, '20'));
    const { generations, answers } = JSON.parse(await reading) as { generations: number; answers: number };
    expect(generations).toBeGreaterThan(3);
    expect(answers).toBeGreaterThan(1000);
    expect(readdirSync(folder)).toHaveLength(2);
    rmSync(folder, { recursive: true });
  });

  it('is whole after its maker was killed, and the next one clears up', async () => {
    const folder = newFolder();
    await build(folder, recordsOf(0));
    for (let kill = 0; kill < 12; kill++) {
      const child = start('build', folder, '1000');
      await once(child.stdout as NodeJS.ReadableStream, 'data');
      await after(kill * 7); // any moment will do: each is another one
      child.kill('SIGKILL');
      await once(child, 'close');
      withDatabase(folder, database => {
        const modified = database.find(npm('name-0'))[0]?.modified;
        for (let index = 0; index < 200; index++) expect(database.find(npm(`name-${index}`)).map(one => one.modified)).toEqual([modified]);
      });
    }
    await build(folder, []);
    expect(readdirSync(folder)).toHaveLength(2);
    expect(openDatabase(folder)?.info.records).toEqual({});
    rmSync(folder, { recursive: true });
  });
});

function recordsOf(round: number) {
  return Array.from({ length: 200 }, (_, index) =>
    recordOf('npm', `GHSA-${index}`, [`name-${index}`], { modified: `2026-03-01T00:00:${10 + round}Z` }),
  );
}

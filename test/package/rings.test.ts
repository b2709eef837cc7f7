// No test file is forgotten: Vitest itself says which ones each ring has.
import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { PROJECT } from '../support/languageClient.js';

const CONFIGURATIONS = ['vitest.config.mts', 'test/e2e/workbench/vitest.config.mts'];

it('every test file belongs to one ring', async () => {
  const entries = await readdir(path.join(PROJECT, 'test'), { recursive: true });
  const files = entries.filter(file => file.endsWith('.test.ts')).map(file => path.join(PROJECT, 'test', file));
  expect(files.length).toBeGreaterThan(0);
  const listed = await Promise.all(CONFIGURATIONS.map(filesOf));
  expect(listed.flat().sort()).toEqual(files.sort());
});

/** One entry a ring that has the file. */
async function filesOf(configuration: string): Promise<readonly string[]> {
  const words = ['node_modules/vitest/vitest.mjs', 'list', '--filesOnly', '--json', '--config', configuration];
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')));
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: PROJECT, env });
  return (JSON.parse(stdout) as readonly { readonly file: string }[]).map(({ file }) => path.normalize(file));
}

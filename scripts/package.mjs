// Builds the bundles and packs the extension into depwarden.vsix; refuses one that has grown too large.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';

const ROOT = path.resolve(import.meta.dirname, '..');
const VSIX = path.join(ROOT, 'depwarden.vsix');
const LIMIT = 1_000_000;

execFileSync(process.execPath, [path.join(ROOT, 'esbuild.mjs')], { cwd: ROOT, stdio: 'inherit' });
await createVSIX({ cwd: ROOT, packagePath: VSIX, dependencies: false, allowMissingRepository: true, rewriteRelativeLinks: false });

const { size } = await fs.stat(VSIX);
console.log(`depwarden.vsix: ${size} bytes`);
if (size > LIMIT) {
  console.error(`depwarden.vsix is larger than ${LIMIT} bytes`);
  process.exitCode = 1;
}

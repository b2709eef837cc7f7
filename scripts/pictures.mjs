// Takes the pictures that README.md and EXTENSION.md show from the last workbench run (npm run test:workbench) into docs/images/. They are made small, by
// pngquant and cwebp (Debian: pngquant, webp).
import { spawnSync } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');
const PICTURES = { hover: 'workbench', report: 'report' };

await fs.mkdir(path.join(ROOT, 'docs/images'), { recursive: true });
for (const [taken, shown] of Object.entries(PICTURES)) {
  const from = path.join(ROOT, 'test/pictures', `${taken}.png`);
  const few = path.join(ROOT, '.cache', `${shown}.png`);
  const to = path.join(ROOT, 'docs/images', `${shown}.webp`);
  run('pngquant', ['32', '--nofs', '--speed', '1', '--strip', '--force', '--output', few, from]);
  run('cwebp', ['-quiet', '-lossless', '-z', '9', few, '-o', to]);
  console.log(`docs/images/${shown}.webp, ${Math.round((await fs.stat(to)).size / 1000)} kB`);
}

function run(program, words) {
  const { status, error } = spawnSync(program, words, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${program} failed${error ? `: ${error.message}` : ''}`);
}

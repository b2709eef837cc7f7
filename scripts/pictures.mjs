// Takes the picture that the README shows from the last workbench run (npm run test:workbench) into docs/images/. It is part of the VSIX, so it is made
// small where pngquant is installed (Debian: pngquant).
import { spawnSync } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');
const PICTURES = { hover: 'workbench', report: 'report' };

await fs.mkdir(path.join(ROOT, 'docs/images'), { recursive: true });
for (const [taken, shown] of Object.entries(PICTURES)) {
  const from = path.join(ROOT, 'test/pictures', `${taken}.png`);
  const to = path.join(ROOT, 'docs/images', `${shown}.png`);
  const { status } = spawnSync('pngquant', ['32', '--nofs', '--speed', '1', '--strip', '--force', '--output', to, from]);
  if (status !== 0) await fs.copyFile(from, to);
  console.log(
    `docs/images/${shown}.png, ${Math.round((await fs.stat(to)).size / 1000)} kB${status === 0 ? '' : ' (pngquant would make it smaller)'}`,
  );
}

// Takes the picture that the README shows from the last workbench run (npm run test:workbench) into docs/images/.
import fs from 'node:fs/promises';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');
const PICTURES = { hover: 'workbench' };

await fs.mkdir(path.join(ROOT, 'docs/images'), { recursive: true });
for (const [taken, shown] of Object.entries(PICTURES)) {
  await fs.copyFile(path.join(ROOT, 'test/pictures', `${taken}.png`), path.join(ROOT, 'docs/images', `${shown}.png`));
  console.log(`docs/images/${shown}.png`);
}

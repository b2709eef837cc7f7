// The first run: builds the programs, scans examples/ with the built command line, and tells how to go on.
import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');
/** The scan's exit statuses that mean it ran: nothing found, findings, only unknowns. Findings are the point of examples/. */
const RAN = [0, 1, 3];

execFileSync(process.execPath, ['esbuild.mjs'], { cwd: ROOT, stdio: 'inherit' });
console.log('$ depwarden scan examples\n');
const { status } = spawnSync(process.execPath, [path.join('dist', 'cli.js'), 'scan', 'examples'], { cwd: ROOT, stdio: 'inherit' });
if (RAN.includes(status)) console.log(next());
else process.exitCode = status ?? 1;

function next() {
  return `
examples/ is made to have something to find. "not checked" tells which services
could not be asked; there only the built-in list of incidents was used.

In the editor:  npm run editor   (or open this folder in VS Code and press F5)
Your own code:  node dist/cli.js scan PATH
`;
}

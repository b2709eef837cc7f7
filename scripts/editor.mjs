// Opens examples/ in a real workbench with the extension loaded: the desktop VS Code where `code` is on the PATH, else VS Code in the browser.
import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { installWorkbench } from './workbench/install.mjs';
import { startServer } from './workbench/server.mjs';

const ROOT = path.resolve(import.meta.dirname, '..');
const EXAMPLES = path.join(ROOT, 'examples');

if (spawnSync('code', ['--version'], { shell: process.platform === 'win32' }).status === 0) openDesktop();
else await serveBrowser();

function openDesktop() {
  execFileSync(process.execPath, [path.join(ROOT, 'esbuild.mjs')], { cwd: ROOT, stdio: 'inherit' });
  execFileSync('code', [`--extensionDevelopmentPath=${ROOT}`, EXAMPLES], { stdio: 'inherit', shell: process.platform === 'win32' });
  console.log('VS Code opens examples/ with the extension loaded.');
}

async function serveBrowser() {
  const workbench = await installWorkbench(console.log);
  if (workbench.kind === 'missing') {
    console.error(`No workbench to open: there is no \`code\` on the PATH, and ${workbench.why}`);
    process.exitCode = 1;
    return;
  }
  execFileSync(process.execPath, [path.join(ROOT, 'scripts/package.mjs')], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  const settings = { 'security.workspace.trust.enabled': false };
  const server = await startServer(workbench, { vsix: path.join(ROOT, 'depwarden.vsix'), settings });
  console.log(`examples/ with the extension loaded, on this machine only:\n\n  ${server.url({ folder: EXAMPLES })}\n\nCtrl+C ends it.`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await server.stop();
}

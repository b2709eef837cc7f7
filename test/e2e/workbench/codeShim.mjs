#!/usr/bin/env node
// Stands in for VS Code's desktop executable, which cannot be downloaded everywhere: takes the flags that @vscode/test-electron
// passes, and runs the suite in the extension host of VS Code's server build, with the workbench open in Chromium.
// WORKBENCH_RELEASE: `newest` (default) or `oldest`, see scripts/workbench/install.mjs
import fs from 'node:fs/promises';
import path from 'node:path';
import { findChromium, launchChromium } from '../../../scripts/workbench/browser.mjs';
import { installWorkbench } from '../../../scripts/workbench/install.mjs';
import { startServer } from '../../../scripts/workbench/server.mjs';

/** Each check of the suite has a limit of its own: this one is for a suite that does not even begin. */
const LIMIT = 300_000;
const SUITE_MARK = 'suite: ';

const { flags, positional } = parse(process.argv.slice(2));
const workbench = await installWorkbench(console.error, process.env.WORKBENCH_RELEASE);
if (workbench.kind === 'missing') throw new Error(workbench.why);
const settings = await settingsOf(flags.get('user-data-dir')?.at(0));
// Without the smoke test driver the built workbench ignores extensionTestsPath, and the run never ends.
const server = await startServer(workbench, { settings, machineSettings: settings, flags: ['--enable-smoke-test-driver'] });
const workbenchLog = [];
try {
  process.exitCode = await runSuite(await findChromium());
  if (process.exitCode !== 0) console.error([...workbenchLog, server.log()].join('\n'));
} finally {
  await server.stop();
}

/** The suite's result is the exit code that the workbench would end with; 124 where it does not end. */
async function runSuite(chromium) {
  const browser = await launchChromium(chromium);
  try {
    const page = await browser.newPage();
    let end = () => {};
    const ended = new Promise(resolve => {
      end = resolve;
    });
    setTimeout(end, LIMIT, 124).unref();
    await page.exposeFunction('codeAutomationExit', end);
    await page.exposeFunction('codeAutomationLog', (_type, values) => log(values.join(' ')));
    await page.goto(addressOfSuite(), { waitUntil: 'domcontentloaded' });
    return await ended;
  } finally {
    await browser.close();
  }
}

function addressOfSuite() {
  const remote = file => `vscode-remote://${server.authority}${path.resolve(file)}`;
  const payload = [
    ...flags.get('extensionDevelopmentPath').map(folder => ['extensionDevelopmentPath', remote(folder)]),
    ['extensionTestsPath', remote(flags.get('extensionTestsPath')[0])],
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ];
  const folder = positional[0] === undefined ? {} : { folder: path.resolve(positional[0]) };
  return server.url({ ...folder, payload: JSON.stringify(payload) });
}

/** What the suite says is shown at once, the workbench's own log only where the suite fails. */
function log(line) {
  if (line.startsWith(SUITE_MARK)) console.log(line.slice(SUITE_MARK.length));
  else workbenchLog.push(line);
}

async function settingsOf(userDataDir) {
  if (userDataDir === undefined) return {};
  return JSON.parse(await fs.readFile(path.join(userDataDir, 'User/settings.json'), 'utf8'));
}

function parse(args) {
  const parsed = { flags: new Map(), positional: [] };
  for (const argument of args) {
    const [, name, value = true] = /^--([^=]+)(?:=(.*))?$/s.exec(argument) ?? [];
    if (name === undefined) parsed.positional.push(argument);
    else parsed.flags.set(name, [...(parsed.flags.get(name) ?? []), value]);
  }
  return parsed;
}

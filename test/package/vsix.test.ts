import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromBuffer, type ZipFile } from 'yauzl';
import { PROJECT } from '../support/languageClient.js';

// Our own supply chain: what is handed out, and what it was made of.

/** Everything that may be in the VSIX; each pattern must be met. */
const CONTENTS = [
  /^extension\.vsixmanifest$/,
  /^\[Content_Types\]\.xml$/,
  /^extension\/(?:package\.json|readme\.md|changelog\.md|LICENSE\.txt)$/,
  /^extension\/dist\/(?:client|server|database|report|undici|ae-cvss-calculator)\.js$/,
  /^extension\/dist\/report\.css$/,
  /^extension\/dist\/THIRD_PARTY_NOTICES\.txt$/,
  /^extension\/schemas\/depwarden\.schema\.json$/,
  /^extension\/docs\/(?:rules\/)?[a-z-]+\.md$/,
  /^extension\/docs\/(?:report|since)\.schema\.json$/,
  /^extension\/assets\/(?:icon\.png|view\.svg)$/,
  /^extension\/assets\/walkthrough\/[a-z]+\.svg$/,
  /^extension\/assets\/example\/(?:package\.json|requirements\.txt|README\.md)$/,
];

const SECRETS: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----\s*[A-Za-z0-9+/]{20}/,
  /\b(?:npm_[A-Za-z0-9]{36}|gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{50}|AKIA[0-9A-Z]{16}|pypi-[\w-]{50})\b/,
  /_authToken\s*=\s*[^\s$'"`{]{8}/,
];

/** Licences under which somebody else's code may be handed out if they stand beside it. */
const LICENCES = /^(?:MIT|ISC|BSD-[23]-Clause|0BSD|Apache-2\.0|BlueOak-1\.0\.0)$/;

let folder: string;
let files: ReadonlyMap<string, Buffer>;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'depwarden-package-'));
  // it says by its exit code that the VSIX is too large; so does a test
  const { stderr } = spawnSync(process.execPath, ['scripts/package.mjs', '--built', '--into', folder], { cwd: PROJECT });
  expect(String(stderr).replace(/^depwarden\.vsix is larger.*\n/m, '')).toBe('');
  files = await unzipped(await readFile(path.join(folder, 'depwarden.vsix')));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const textOf = (name: string): string => files.get(name)?.toString('utf8') ?? '';
const readJson = async (file: string) => JSON.parse(await readFile(path.join(PROJECT, file), 'utf8'));
const bundled = (): Promise<string[]> => readJson('.cache/bundled.json');

describe('the VSIX', () => {
  it('contains what it is to contain, and nothing else', () => {
    const names = [...files.keys()];
    expect(names.filter(name => !CONTENTS.some(pattern => pattern.test(name)))).toEqual([]);
    expect(CONTENTS.filter(pattern => !names.some(name => pattern.test(name)))).toEqual([]);
  });

  it('is smaller than a megabyte and a half', async () => {
    expect((await stat(path.join(folder, 'depwarden.vsix'))).size).toBeLessThan(1_500_000);
  });

  it('has a page for those who use it, without pictures that the editor cannot show there', () => {
    const page = textOf('extension/readme.md');
    expect(page).toContain('Depwarden: Open Example');
    expect(page).not.toContain('npm install');
    expect(linksOf(page).filter(({ isPicture, target }) => isPicture && !target.startsWith('https:'))).toEqual([]);
  });

  it('has every page that one of its pages leads to, with the heading that is meant', () => {
    const pages = [...files.keys()].filter(name => name.endsWith('.md') && name !== 'extension/changelog.md');
    const links = pages.flatMap(page => linksOf(textOf(page)).map(({ target }) => ({ page, target })));
    const inside = links.filter(({ target }) => !target.startsWith('https:'));
    expect(inside.length).toBeGreaterThan(50);
    expect(inside.filter(({ page, target }) => !leadsSomewhere(page, target))).toEqual([]);
  });

  it('has the pictures and pages that its walkthrough shows', () => {
    const { walkthroughs } = JSON.parse(textOf('extension/package.json')).contributes;
    for (const { media, completionEvents, description } of walkthroughs[0].steps) {
      expect(textOf(`extension/${media.svg}`)).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox=/);
      expect(media.altText).toMatch(/.{20}/);
      expect(completionEvents).not.toEqual([]);
      const [, page] = /showDocumentation\?([^)]*)\)/.exec(description) ?? [];
      if (page !== undefined) expect([...files.keys()]).toContain(`extension/docs/${JSON.parse(decodeURIComponent(page))[0]}.md`);
    }
  });

  it('tells nothing of the machine it was built on, and no secret', () => {
    const machine = [PROJECT, homedir(), folder].filter(place => place.length > 3);
    for (const [name, content] of files) {
      const text = content.toString('latin1');
      expect([name, ...machine.filter(place => text.includes(place))]).toEqual([name]);
      expect([name, ...SECRETS.filter(secret => secret.test(text))]).toEqual([name]);
      expect([name, /[#@] ?sourceMappingURL=/.test(text)]).toEqual([name, false]);
    }
  });

  it('needs nothing but Node.js, the editor and its own files', () => {
    const scripts = [...files.keys()].filter(name => /\/dist\/(?!report)[^/]+\.js$/.test(name));
    const required = scripts.flatMap(name => [...textOf(name).matchAll(/\brequire\("([^"]+)"\)/g)].map(([, module]) => module ?? ''));
    const strangers = required.filter(module => !module.startsWith('node:') && !builtinModules.includes(module) && module !== 'vscode');
    expect(
      strangers.filter(module => !files.has(path.posix.join('extension/dist', module.endsWith('.js') ? module : `${module}.js`))),
    ).toEqual([]);
  });

  it('runs nothing when it is installed', () => {
    const { scripts = {}, ...manifest } = JSON.parse(textOf('extension/package.json'));
    expect(Object.keys(scripts).filter(name => /^(?:pre|post)?(?:install|uninstall|prepare)$|^vscode:/.test(name))).toEqual([]);
    expect(manifest.extensionDependencies ?? []).toEqual([]);
  });

  it('contains the licences of all that is bundled', async () => {
    const notices = textOf('extension/dist/THIRD_PARTY_NOTICES.txt');
    for (const place of await bundled()) {
      const { name, version, license } = await readJson(`${place}/package.json`);
      expect(license, name).toMatch(LICENCES);
      expect(notices).toContain(`${name} ${version} (${license})\n`);
    }
    for (const text of ['Permission is hereby granted', 'TERMS AND CONDITIONS FOR USE', 'Blue Oak']) expect(notices).toContain(text);
  });
});

describe('the tarball', () => {
  it('runs by itself, without what the sources need', async () => {
    const [tarball = ''] = (await readdir(folder)).filter(name => name.endsWith('.tgz'));
    const place = path.join(folder, 'unpacked');
    await mkdir(place);
    execFileSync('tar', ['-xzf', path.join(folder, tarball), '-C', place]);
    const { version } = await readJson('package.json');
    const printed = execFileSync(process.execPath, [path.join(place, 'package/dist/cli.js'), '--version'], {
      encoding: 'utf8',
      cwd: place,
    });
    expect(printed).toContain(version);
  });
});

describe('the bill of materials', () => {
  it('names what is bundled, each with a digest, and nothing else', async () => {
    const { components } = JSON.parse(await readFile(path.join(folder, 'depwarden.cdx.json'), 'utf8'));
    const wanted = await Promise.all((await bundled()).map(place => readJson(`${place}/package.json`)));
    const purls = wanted.map(({ name, version }) => `pkg:npm/${name.replace('@', '%40')}@${version}`);
    expect(components.map(({ purl }: { purl: string }) => purl).sort()).toEqual(purls.sort());
    expect(components.filter(({ hashes }: { hashes?: unknown[] }) => !hashes?.length)).toEqual([]);
  });
});

describe('what it is made of', () => {
  it('is of exact versions', async () => {
    const { dependencies = {}, devDependencies = {} } = await readJson('package.json');
    const ranges = Object.entries<string>({ ...dependencies, ...devDependencies });
    expect(ranges.filter(([, range]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(range))).toEqual([]);
  });

  it('is fixed by a digest, and by no address', async () => {
    const entries = Object.entries<LockEntry>((await readJson('package-lock.json')).packages).filter(([key]) => key !== '');
    expect(entries.filter(([, { integrity }]) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? '')).map(([key]) => key)).toEqual([]);
    expect(entries.filter(([, { resolved }]) => resolved !== undefined).map(([key]) => key)).toEqual([]);
  });

  it('has no script of a package run on the machine of whoever works on it', async () => {
    expect(await readFile(path.join(PROJECT, '.npmrc'), 'utf8')).toMatch(/^ignore-scripts=true$/m);
    const { scripts } = await readJson('package.json');
    expect(Object.keys(scripts).filter(name => /^(?:pre|post)/.test(name) || name === 'prepare')).toEqual([]);
  });

  it('runs nothing when it is installed, as far as it is bundled', async () => {
    const { packages } = await readJson('package-lock.json');
    const places = await bundled();
    expect(places.filter(place => packages[place] === undefined || packages[place].hasInstallScript)).toEqual([]);
  });
});

interface Link {
  readonly isPicture: boolean;
  readonly target: string;
}

/** Those in the text, not in what is shown as code. */
function linksOf(markdown: string): readonly Link[] {
  const text = markdown.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');
  return [...text.matchAll(/(!?)\[[^\]]*\]\(([^)\s]+)\)/g)].map(([, mark, target = '']) => ({ isPicture: mark === '!', target }));
}

function leadsSomewhere(page: string, target: string): boolean {
  const [file = '', heading] = target.split('#');
  const name = file === '' ? page : path.posix.join(path.posix.dirname(page), file);
  if (!files.has(name)) return false;
  return heading === undefined || [...textOf(name).matchAll(/^#+ (.+)$/gm)].some(([, text = '']) => slugOf(text) === heading);
}

/** As GitHub and VS Code's preview name a heading. */
function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .replaceAll(' ', '-');
}

interface LockEntry {
  readonly integrity?: string;
  readonly resolved?: string;
}

async function unzipped(content: Buffer): Promise<ReadonlyMap<string, Buffer>> {
  const zip = await new Promise<ZipFile>((resolve, reject) =>
    fromBuffer(content, { lazyEntries: true }, (error, opened) => (opened ? resolve(opened) : reject(error))),
  );
  const entries = new Map<string, Buffer>();
  return new Promise((resolve, reject) => {
    zip.on('error', reject).on('end', () => resolve(entries));
    zip.on('entry', entry => {
      zip.openReadStream(entry, (error, stream) => {
        if (!stream) return reject(error);
        buffer(stream).then(data => {
          entries.set(entry.fileName, data);
          zip.readEntry();
        }, reject);
      });
    });
    zip.readEntry();
  });
}

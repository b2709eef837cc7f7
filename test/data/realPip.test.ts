// The hashes of a fix, accepted by pip itself: an index on this machine serves real wheels, and pip downloads what the changed line asks for.
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pythonIndex } from '../../server/src/ecosystems/python/registry/protocol.js';
import { withEdits } from '../../server/src/fixes/textEdits.js';
import { completedFix } from '../../server/src/scan/fixDigests.js';
import { createRegistry } from '../../server/src/services/registry/adapter.js';
import { memoryCache, NEVER, testHttp } from '../services/support.js';
import { offersOf } from '../support/cure.js';
import { readFixture } from '../support/fixture.js';
import { publicRegistries } from '../support/origins.js';
import { scanFixture } from '../support/world.js';

const run = promisify(execFile);

/** Two wheels of each of two releases; prints names and sha256 digests as JSON. */
const MAKE_WHEELS = `
import hashlib, json, sys, zipfile
made = {}
for version in ('1.0', '1.1'):
    for tag in ('py3-none-any', 'py2-none-any'):
        name = f'tiny_part-{version}-{tag}.whl'
        info = f'tiny_part-{version}.dist-info'
        files = {
            'tiny_part.py': f'version = "{version}"',
            f'{info}/METADATA': f'Metadata-Version: 2.1\\nName: tiny-part\\nVersion: {version}\\n',
            f'{info}/WHEEL': f'Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: {tag}\\n',
        }
        files[f'{info}/RECORD'] = ''.join(f'{file},,\\n' for file in files) + f'{info}/RECORD,,\\n'
        with zipfile.ZipFile(f'{sys.argv[1]}/{name}', 'w') as wheel:
            for file, text in files.items():
                wheel.writestr(file, text)
        with open(f'{sys.argv[1]}/{name}', 'rb') as wheel:
            made[name] = hashlib.sha256(wheel.read()).hexdigest()
print(json.dumps(made))
`;

let folder: string;
let server: Server;
let index: string;
let digests: Readonly<Record<string, string>>;
let missing: string | undefined;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'depwarden-pip-'));
  missing = await run('python3', ['-m', 'pip', '--version']).then(
    () => undefined,
    () => 'python3 has no pip',
  );
  if (missing !== undefined) {
    process.stderr.write(`not run: ${missing}\n`);
    return;
  }
  digests = JSON.parse((await run('python3', ['-c', MAKE_WHEELS, folder])).stdout);
  server = createServer((request, response) => {
    const file = path.basename(new URL(request.url ?? '/', 'http://localhost').pathname);
    if (file.endsWith('.whl')) void readFile(path.join(folder, file)).then(bytes => response.end(bytes));
    else response.setHeader('content-type', 'application/vnd.pypi.simple.v1+json').end(JSON.stringify(projectPage()));
  });
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  index = `http://127.0.0.1:${(server.address() as AddressInfo).port}/simple`;
});

afterAll(async () => {
  server?.close();
  await rm(folder, { recursive: true, force: true });
});

function projectPage(): unknown {
  const files = Object.entries(digests).map(([filename, sha256]) => ({ filename, url: `../../files/${filename}`, hashes: { sha256 } }));
  return { meta: { 'api-version': '1.1' }, name: 'tiny-part', versions: ['1.0', '1.1'], files };
}

/** What pip says of a requirements file; undefined where it took it, and what it downloaded. */
async function refusalOf(text: string): Promise<{ readonly refusal: string | undefined; readonly downloaded: readonly string[] }> {
  const work = await mkdtemp(path.join(folder, 'work-'));
  await writeFile(path.join(work, 'requirements.txt'), text);
  const options = ['--require-hashes', '--no-deps', '--no-cache-dir', '--disable-pip-version-check', '--index-url', index, '-d', work];
  const env = { ...process.env, PIP_CONFIG_FILE: '/dev/null', PIP_EXTRA_INDEX_URL: '', no_proxy: '127.0.0.1' };
  const refusal = await run('python3', ['-m', 'pip', 'download', ...options, '-r', path.join(work, 'requirements.txt')], { env }).then(
    () => undefined,
    error => String(error.stderr),
  );
  return { refusal, downloaded: (await readdir(work)).filter(file => file.endsWith('.whl')) };
}

/** A line of a requirements file, pinned to the bad release, as the fix of its finding leaves it. */
async function fixed(lines: readonly string[], options: string): Promise<string> {
  const fixture = readFixture(
    [
      '//- registry PyPI tiny-part 1.0, 1.1',
      '//- advisories',
      'MAL-2026-1 PyPI tiny-part: versions 1.0',
      `//- requirements.txt ${options}`,
      ...lines,
      '',
    ].join('\n'),
  );
  const [result] = await scanFixture(fixture);
  const offer = result && offersOf(fixture, result).find(({ fix }) => fix.preferred);
  if (!result || !offer) throw new Error('no fix is offered');
  const PyPI = createRegistry('PyPI', pythonIndex, { http: testHttp(), cache: memoryCache(), clock: Date.now, url: index });
  const fix = await completedFix(offer, result, publicRegistries({ PyPI, npm: PyPI }), NEVER);
  if (!fix) throw new Error('the fix has no hashes');
  return withEdits(result.text, fix.edits);
}

describe('pip', () => {
  const HASH = `--hash=sha256:${'0'.repeat(64)}`;
  const OTHER = `--hash=sha256:${'1'.repeat(64)}`;

  it.for([
    ['a hash a line', ['# pinned', 'tiny-part==1.0 \\', `    ${HASH} \\`, `    ${OTHER}`, '    # via app'], ''],
    ['one hash on a line of its own, CRLF', ['tiny-part==1.0 ; python_version >= "3" \\', `    ${HASH}`], 'crlf'],
    ['all on one line', [`tiny-part==1.0 ${HASH} ${OTHER}  # kept`], ''],
    ['with a space instead of =', [`tiny-part == 1.0 ${HASH.replace('=', ' ')}`], ''],
  ] as const)('takes the hashes of a fix: %s', async ([, lines, options], context) => {
    if (missing !== undefined) return context.skip(`not run: ${missing}`);
    const before = ['', ...lines, ''].join('\n');
    expect((await refusalOf(before)).refusal).toContain('DO NOT MATCH THE HASHES');
    const text = await fixed(lines, options);
    for (const [name, digest] of Object.entries(digests)) expect(text.includes(digest), name).toBe(name.includes('-1.1-'));
    expect(await refusalOf(text)).toEqual({ refusal: undefined, downloaded: ['tiny_part-1.1-py3-none-any.whl'] });
  });
});

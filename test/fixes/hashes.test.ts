// Lines with --hash: a fix brings the new release's own hashes, in the layout that is there.
import { describe, expect, it } from 'vitest';
import { REQUIREMENTS } from '../../server/src/ecosystems/manifests.js';
import { withDigests } from '../../server/src/fixes/digests.js';
import type { Dependency, FileDigest } from '../../server/src/model/index.js';
import { check } from '../support/check.js';
import { applied } from '../support/cure.js';

describe('a fix of a line with hashes', () => {
  it('pins, and replaces hashes on lines of their own', () =>
    check(String.raw`
      //- registry PyPI litellm 1.82.6, 1.82.7, 1.83.0
      //- digests litellm 1.82.6 sha256:cc sha256:dd sha256:ee
      //- requirements.txt
      litellm==1.82.7 \
             ^^^^^^^^ error malicious-release: litellm 1.82.7 is a compromised release (MAL-2026-2144, 2026-03-24). Last safe release: 1.82.6.
          --hash=sha256:aa \
          --hash=sha256:bb
          # via -r requirements.in
      //- fixes
      * Pin litellm to 1.82.6 (last safe release)
      - Raise litellm to 1.83.0 (next safe release)
      //- after Pin litellm to 1.82.6 (last safe release)
      litellm==1.82.6 \
          --hash=sha256:cc \
          --hash=sha256:dd \
          --hash=sha256:ee
          # via -r requirements.in
    `));

  it('keeps the layout of a single hash, and CRLF', () =>
    check(String.raw`
      //- registry PyPI litellm 1.82.6, 1.82.7
      //- digests litellm 1.82.6 sha256:cc sha256:dd
      //- requirements.txt crlf
      litellm==1.82.7 ; python_version >= "3.9" \
             ^^^^^^^^ error malicious-release: litellm 1.82.7 is a compromised release (MAL-2026-2144, 2026-03-24). Last safe release: 1.82.6.
        --hash=sha256:aa
      //- after Pin litellm to 1.82.6 (last safe release)
      litellm==1.82.6 ; python_version >= "3.9" \
        --hash=sha256:cc \
        --hash=sha256:dd
    `));

  it('keeps them on one line', () =>
    check(`
      //- registry PyPI litellm 1.82.6, 1.82.7
      //- digests litellm 1.82.6 sha256:cc
      //- requirements.txt
      litellm==1.82.7 --hash=sha256:aa --hash sha256:bb # two
             ^^^^^^^^ error malicious-release: litellm 1.82.7 is a compromised release (MAL-2026-2144, 2026-03-24). Last safe release: 1.82.6.
      //- after Pin litellm to 1.82.6 (last safe release)
      litellm==1.82.6 --hash=sha256:cc # two
    `));

  it('excludes nothing and raises no range: hashes are of one release', () =>
    check(`
      //- registry PyPI litellm 1.82.6, 1.83.0
      //- digests litellm 1.83.0 sha256:cc
      //- requirements.txt
      litellm>=1.50 --hash=sha256:aa
             ^^^^^^ warning admits-malicious-release: litellm >=1.50 admits compromised 1.82.7 and 1.82.8 (MAL-2026-2144). Today it gives 1.83.0.
      //- fixes
      * Raise litellm to 1.83.0 (next safe release)
      - Pin litellm to 1.82.6 (last safe release)
      //- after Raise litellm to 1.83.0 (next safe release)
      litellm==1.83.0 --hash=sha256:cc
    `));
});

describe('hashes of the index', () => {
  const text = 'some-part==1.0 --hash=sha256:aa\n';
  const [dependency] = REQUIREMENTS.parse(text).dependencies as readonly [Dependency];
  const fix = {
    title: 'Pin',
    preferred: true,
    target: '1.1',
    needsDigests: true,
    edits: [{ span: dependency.specifierSpan, newText: '==1.1' }],
  };
  const digest = (algorithm: string, value: string): FileDigest => ({ filename: `${value}.whl`, algorithm, digest: value });

  it.each([
    [[digest('sha256', 'b'), digest('sha256', 'c')], '--hash=sha256:b --hash=sha256:c'],
    [[digest('md5', 'x'), digest('sha512', 'd'), digest('sha256', 'b')], '--hash=sha256:b'],
    [[digest('sha512', 'd'), digest('sha384', 'e'), digest('blake2b_256', 'y')], '--hash=sha384:e'],
    [[digest('sha512', 'd')], '--hash=sha512:d'],
    [[digest('sha256', 'b'), digest('sha256', 'b')], '--hash=sha256:b'],
  ])('%j give %j', (digests, hashes) => {
    const completed = withDigests(fix, dependency, digests, text);
    expect(completed?.needsDigests).toBe(false);
    expect(applied(text, completed?.edits ?? [])).toBe(`some-part==1.1 ${hashes}\n`);
  });

  it.each([[[]], [[digest('md5', 'x'), digest('sha1', 'y')]]])('%j give no fix', digests => {
    expect(withDigests(fix, dependency, digests, text)).toBeUndefined();
  });
});

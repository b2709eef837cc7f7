import { describe, expect, it } from 'vitest';
import { nonRegistrySource } from '../../server/src/rules/nonRegistrySource.js';
import { check } from '../support/check.js';

describe('non-registry-source', () => {
  it('warns of git without a commit and of plain http in a package.json', () =>
    check(`
      //- registry npm left-pad 1.3.0
      //- package.json
      {
        "dependencies": {
          "a": "a/b",
                ^^^ warning non-registry-source: a comes from git, at no fixed commit: what is installed can change at any time.
          "b": "github:a/b#semver:^1",
                ^^^^^^^^^^^^^^^^^^^^ warning non-registry-source: b comes from git, at no fixed commit: what is installed can change at any time.
          "c": "a/b#0123456789abcdef0123456789abcdef01234567",
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ information non-registry-source: c comes from git, at a fixed commit: no registry or advisory covers it.
          "d": "http://files.example/d.tgz",
                ^^^^^^^^^^^^^^^^^^^^^^^^^^ warning non-registry-source: d comes from a URL without encryption: anyone on the way can put other code in its place.
          "e": "git://code.example/e.git#0123456789abcdef0123456789abcdef01234567",
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning non-registry-source: e comes from git without encryption: only the commit that it names protects it.
          "f": "file:../f",
          "g": "workspace:*",
          "left-pad": "^1.3.0"
        }
      }
      //- fixes
    `));

  it('reads requirements files', () =>
    check(`
      //- requirements.txt
      a @ git+https://code.example/a@main
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning non-registry-source: a comes from git, at no fixed commit: what is installed can change at any time.
      b @ https://files.example/b.whl#sha256=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ information non-registry-source: b comes from a URL, at a fixed digest: no registry or advisory covers it.
      https://me:secret@files.example/c-1.0-py3-none-any.whl
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning non-registry-source: This comes from a URL, at no fixed digest: what is installed can change at any time.
      -e git+https://code.example/d#egg=d
         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning non-registry-source: d comes from git, at no fixed commit: what is installed can change at any time.
      -e .
      ./e.whl
    `));

  it('is an information where a lockfile holds the commit', () =>
    check(`
      //- package.json
      {
        "dependencies": {
          "a": "github:a/b#main",
                ^^^^^^^^^^^^^^^ information non-registry-source: a comes from git, at no fixed commit: it stays the same only as long as package-lock.json does.
          "b": "https://b.example/b.tgz",
                ^^^^^^^^^^^^^^^^^^^^^^^ information non-registry-source: b comes from a URL, at no fixed digest: it stays the same only as long as package-lock.json does.
          "c": "https://c.example/c.tgz"
                ^^^^^^^^^^^^^^^^^^^^^^^ warning non-registry-source: c comes from a URL, at no fixed digest: what is installed can change at any time.
        }
      }
      //- package-lock.json
      { "lockfileVersion": 3, "packages": {
        "": { "dependencies": { "a": "github:a/b#main", "b": "https://b.example/b.tgz", "c": "https://c.example/c.tgz" } },
        "node_modules/b": { "version": "1.0.0", "resolved": "https://b.example/b.tgz", "integrity": "sha512-x" },
        "node_modules/c": { "version": "1.0.0", "resolved": "https://c.example/c.tgz" },
        "node_modules/a": { "version": "1.0.0", "resolved": "git+ssh://git@github.com/a/b.git#0123456789abcdef0123456789abcdef01234567" }
      } }
    `));

  it('is as loud as the user wants', () =>
    check(`
      //- levels non-registry-source=off
      //- package.json
      { "dependencies": { "a": "a/b", "d": "http://files.example/d.tgz" } }
    `));

  it('says it in under 160 characters, and repeats no password', () => {
    const names = ['n'.repeat(300), `@${'s'.repeat(214)}/x`, 'na\u202eme'];
    const sources = [
      { kind: 'git', insecure: true },
      { kind: 'git', insecure: true, fixedTo: 'f'.repeat(40) },
      { kind: 'archive', insecure: false },
      { kind: 'archive', insecure: false, fixedTo: 'sha256=1' },
    ] as const;
    const locked = {
      file: 'l'.repeat(300),
      entry: { name: 'a', version: '', span: { start: 0, end: 0 }, dependencies: [], skipped: 'git source', integrity: ['sha512-x'] },
    };
    for (const name of names) {
      for (const source of sources) {
        for (const lock of [undefined, locked]) {
          const { message } = nonRegistrySource.check(source, { ecosystem: 'npm', name }, lock);
          expect(message.length, message).toBeLessThan(160);
          expect(message).not.toContain('\u202e');
        }
      }
    }
    expect(
      nonRegistrySource.check(sources[2], { ecosystem: 'PyPI', name: 'https://me:secret@x.example/y.whl' }, undefined).message,
    ).not.toContain('secret');
  });
});

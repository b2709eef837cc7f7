import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { inFolder, removal, shellOf, shellWord } from '../../server/src/text/shell.js';

describe('a path as a word of a command', () => {
  const PATHS = ['/w/shop', "/w/it's here", '/w/$(touch x);&|<>"*?~#!\\', '-rf', '/w/ä ö', "/w/a''b"];

  it.runIf(process.platform !== 'win32')('is that path and nothing else to a shell', () => {
    for (const path of PATHS) expect(execFileSync('/bin/sh', ['-c', `printf %s ${shellWord(path)}`]).toString()).toBe(path);
  });

  it('is quoted for PowerShell, whose quotes are several', () => {
    expect(shellWord("C:\\it's")).toBe("'C:\\it''s'");
    expect(shellWord('C:\\it\u2019s $x')).toBe("'C:\\it\u2019\u2019s $x'");
  });

  it.each(['', '/w/a\nb', '/w/a\u202eb', '/w/a`b', '/w/\u001b[31m'])('is none where what is seen is not what is meant: %j', path => {
    expect(shellWord(path)).toBeUndefined();
    expect(inFolder(path, 'npm ci')).toBeUndefined();
    expect(removal(path)).toBeUndefined();
  });
});

describe('a command that removes', () => {
  it.each([
    ['/w/shop/.venv', 'rm -rf -- /w/shop/.venv'],
    ['C:\\w\\.venv', "Remove-Item -Recurse -Force -LiteralPath 'C:\\w\\.venv'"],
    ['\\\\host\\share\\.venv', "Remove-Item -Recurse -Force -LiteralPath '\\\\host\\share\\.venv'"],
    ['/', undefined],
    ['//', undefined],
    ['C:\\', undefined],
    ['.venv', undefined],
    ['-x', undefined],
  ])('%j', (path, command) => {
    expect(removal(path)).toBe(command);
  });

  it('is for the shell of the path', () => {
    expect([shellOf('/w'), shellOf('c:/w'), shellOf('\\\\host\\x')]).toEqual(['sh', 'PowerShell', 'PowerShell']);
  });
});

it('goes on only where the folder is there', () => {
  expect(inFolder('/w/my shop', 'npm ci')).toBe("cd '/w/my shop' && npm ci");
  expect(inFolder('C:\\w', 'npm ci')).toBe("Set-Location -LiteralPath 'C:\\w' -ErrorAction Stop; npm ci");
});

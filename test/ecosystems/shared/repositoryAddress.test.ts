import { describe, expect, it } from 'vitest';
import { changelogPage, repositoryKey, repositoryPage } from '../../../server/src/ecosystems/shared/repositoryAddress.js';

describe('the address of a repository', () => {
  it.each([
    'git+https://github.com/Owner/Name.git',
    'git://github.com/Owner/Name',
    'git+ssh://git@github.com/Owner/Name.git',
    'git@github.com:Owner/Name.git',
    'https://user:token@github.com/Owner/Name/#readme',
    'github:Owner/Name',
    'Owner/Name',
  ])('%s leads to its page, its changelog and its key', address => {
    expect(repositoryPage(address)).toBe('https://github.com/Owner/Name');
    expect(changelogPage(address)).toBe('https://github.com/Owner/Name/releases');
    expect(repositoryKey(address)).toBe('github.com/owner/name');
  });

  it.each([
    ['https://gitlab.com/o/n', 'https://gitlab.com/o/n', 'https://gitlab.com/o/n/-/releases'],
    ['bitbucket:o/n', 'https://bitbucket.org/o/n', undefined],
    ['https://github.com/o/n/tree/main/packages/a', 'https://github.com/o/n/tree/main/packages/a', 'https://github.com/o/n/releases'],
    ['https://git.corp.example:8443/o/n.git', 'https://git.corp.example:8443/o/n', undefined],
    ['', undefined, undefined],
    ['command:evil', undefined, undefined],
    ['javascript://x.example/%0aalert(1)', undefined, undefined],
    ['https://x.example/a)](command:evil', undefined, undefined],
    ['https://x.example/<img src=x>', undefined, undefined],
    ['file:///etc/passwd', undefined, undefined],
    ['https://localhost/o/n', undefined, undefined],
    ['\u202ehttps://x.example/o/n', undefined, undefined],
  ])('%j leads to %j and %j', (address, page, changelog) => {
    expect([repositoryPage(address), changelogPage(address)]).toEqual([page, changelog]);
  });
});

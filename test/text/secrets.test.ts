import { describe, expect, it } from 'vitest';
import { jsonReportText, quoted } from '../../server/src/text/sanitize.js';
import { withoutSecrets } from '../../server/src/text/secrets.js';

describe('a secret in an address', () => {
  it.each([
    ['git+https://ann:s3cret@git.example/a.git@v1', 'git+https://***@git.example/a.git@v1'],
    ['-r https://ann:s3cret@files.example/r.txt', '-r https://***@files.example/r.txt'],
    ['https://s3cret@files.example/a.tgz', 'https://***@files.example/a.tgz'],
    ['https://ann:s3@cret@files.example/', 'https://***@files.example/'],
    ['https://ann:s3/cret@files.example/', 'https://***@files.example/'],
    ['//ann:s3cret@files.example/a', '//***@files.example/a'],
    ['/p/https:/ann:s3cret@files.example/a', '/p/https:/***@files.example/a'],
    ['ssh://ann@git.example/a', 'ssh://***@git.example/a'],
    ['git+ssh://git:s3cret@git.example/a', 'git+ssh://***@git.example/a'],
    ['https%3A%2F%2Fann%3As3cret%40files.example%2Fa', 'https%3A%2F%2F***%40files.example%2Fa'],
    ['https://files.example/a.tgz?v=1&access_token=s3cret#x', 'https://files.example/a.tgz?v=1&access_token=***#x'],
    ['https://files.example/a.tgz?X-Amz-Credential=AK%2Fs3cret&X-Amz-Signature=s3cret', null],
    ['https://files.example/a.tgz?sv=1&sig=s3cret', null],
    ['https://files.example/a.tgz?private_token=s3cret', null],
    ['https://files.example/a.tgz?api-key=s3cret', null],
    ['https://files.example/a.tgz?PASSWORD=s3cret', null],
    ['//npm.example/:_authToken=s3cret', '//npm.example/:_authToken=***'],
    [`https://files.example/ghp_s3cret${'a'.repeat(30)}/a.whl`, 'https://files.example/***/a.whl'],
  ])('is masked: %s', (text, shown) => {
    expect(withoutSecrets(text)).not.toContain('s3cret');
    if (shown !== null) expect(withoutSecrets(text)).toBe(shown);
  });

  it.each([
    'git+ssh://git@git.example/a',
    'https://files.example:8080/a@1.0',
    'https://registry.example/@scope/a/-/a-1.0.0.tgz#sha1=aa',
    'pkg:npm/%40scope/a@1.0.0',
    'npm:@scope/a@^1',
    'https://files.example/a?author=ann&page=2',
    'see https://a.example, or write to b@c.example',
    'http://[::1]:80/a@b',
  ])('is not seen where none is: %s', text => {
    expect(withoutSecrets(text)).toBe(text);
  });

  it('is masked before a text is shortened', () => {
    expect(quoted('https://ann:s3cret-s3cret@files.example/a', 22)).not.toContain('s3');
  });

  it('is masked in JSON wherever it stands, but not in what an edit writes', () => {
    const value = {
      a: [{ specifier: 'https://ann:s3cret@h.example' }, 'https://ann:s3cret@h.example'],
      edits: [{ newText: 'https://ann:s3cret@h' }],
    };
    expect(JSON.parse(jsonReportText(value))).toEqual({
      a: [{ specifier: 'https://***@h.example' }, 'https://***@h.example'],
      edits: [{ newText: 'https://ann:s3cret@h' }],
    });
  });

  it.each(['x://a:b', '%26%26', '//u', '?token', '_auth', '#6=', 'a.', '%2F%2F%40', 'ab:/'])(
    'is looked for in time that grows with the text: %s',
    piece => {
      const shown = withoutSecrets(`${piece.repeat(30_000)} https://ann:s3cret@h/`);
      expect(shown).toContain('https://***@h/');
    },
  );
});

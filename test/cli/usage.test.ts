import { describe, expect, it } from 'vitest';
import { version } from '../../package.json';
import { COMMANDS } from '../../server/src/cli/commands.js';
import { helpOfAll } from '../../server/src/cli/help.js';
import { packageJson, useCommandLine } from './support.js';

const cli = useCommandLine();

describe('help and version', () => {
  it.each([[['--help']], [['-h']], [['help']], [[]]])('%j prints the commands', async words => {
    expect(await cli.run(words)).toEqual({ status: 0, stdout: helpOfAll(), stderr: '' });
    for (const { name } of COMMANDS) expect(helpOfAll()).toContain(`depwarden ${name} `);
  });

  it.each(COMMANDS)('prints the help of $name alone', async command => {
    const { name, options } = command;
    const { status, stdout, stderr } = await cli.run([name, '--help']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^depwarden ${name} `));
    expect(stdout.match(/^depwarden/gm)).toHaveLength(1);
    for (const option of options) expect(stdout).toContain(`  --${option.name}`);
    expect((await cli.run([name, '-h'])).stdout).toBe(stdout);
    expect((await cli.run(['help', name])).stdout).toBe(stdout);
  });

  it.each(['--version', '-v'])('%s prints the version', async word => {
    expect(await cli.run([word])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  });
});

describe('wrong usage: status 2, what is wrong in one line that names the help, nothing on standard output, no request', () => {
  it.each([
    [['frobnicate'], 'there is no command "frobnicate"; see depwarden --help'],
    [['.'], 'there is no command "."; see depwarden --help'],
    [['watch', '--fix'], "Unknown option '--fix'; see depwarden watch --help"],
    [['scan', '--output', '--fix'], "Option '--output' argument is ambiguous; see depwarden scan --help"],
    [['scan', '--offline=1'], "Option '--offline' does not take an argument; see depwarden scan --help"],
    [['baseline', '--check', '--update'], 'baseline takes --check or --update, not both; see depwarden baseline --help'],
    [['respond', 'chalk'], 'respond takes one PACKAGE@VERSION, such as litellm@1.82.8 or npm:chalk@5.6.1; see depwarden respond --help'],
    [['db', 'update', '--format', 'json'], 'db update takes no --format; see depwarden db --help'],
    [['scan', '--frobnicate'], "Unknown option '--frobnicate'"],
    [['scan', '--format', 'yaml'], '--format takes text, json, sarif, cyclonedx, markdown, html, not "yaml"'],
    [['scan', '--format'], "Option '--format <value>' argument missing"],
    [['scan', '--fail-on', 'medium'], '--fail-on takes error, warning, information, hint or never, not "medium"'],
    [['scan', '--fail-on-unknown=yes'], '--fail-on-unknown takes =all, =advisories or nothing, not "yes"'],
    [['scan', '--fail-on-unknown='], '--fail-on-unknown takes =all, =advisories or nothing, not ""'],
    [['scan', '--advisories', 'none'], '--advisories takes auto, osv or database, not "none"'],
    [['watch', '--advisories', 'none'], '--advisories takes auto, osv or database, not "none"'],
    [['baseline', '--advisories', ''], '--advisories takes auto, osv or database, not ""'],
    [['respond', 'lodash@1.0.0', '--advisories', 'OSV'], '--advisories takes auto, osv or database, not "OSV"'],
    [['scan', '--config'], "Option '--config <value>' argument missing"],
    [['lsp'], 'lsp takes --stdio and nothing else'],
    [['lsp', '--stdio', '--port', '1'], 'lsp takes --stdio and nothing else'],
    [['db'], 'db takes one of update, info and path'],
  ])('%j', async (words, message) => {
    await cli.write({ 'package.json': packageJson({ chalk: '5.6.1' }) });
    const { status, stdout, stderr } = await cli.run(words);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^[^\n]+; see depwarden (?:[a-z]+ )?--help\n$/);
    expect(stderr).toContain(`depwarden: ${message}`);
    expect(cli.services.requestCount()).toBe(0);
  });
});

describe('a named PATH that cannot be read: status 2 and one line', () => {
  it.each([
    ['missing', 'missing: there is no such file or folder'],
    ['missing/package.json', 'missing/package.json: there is no such file or folder'],
    ['package.json/inside', 'package.json/inside: there is no such file or folder'],
  ])('%s', async (word, message) => {
    await cli.write({ 'package.json': packageJson({ chalk: '5.6.1' }) });
    expect(await cli.run(['scan', '.', word])).toEqual({ status: 2, stdout: '', stderr: `depwarden: ${message}\n` });
  });
});

// The kinds of imitation, each with names that are told and names like them that are not.
import { describe, expect, test } from 'vitest';
import { isPopular, type NameSignal, nameSignal } from '../../server/src/lookalike/index.js';
import type { Ecosystem } from '../../server/src/model/index.js';

type Row = readonly [name: string, target: string, words: string];

function signalled(ecosystem: Ecosystem, kind: NameSignal['kind'], rows: readonly Row[]): void {
  test.each(rows)(`${ecosystem} ${kind}: %s imitates %s`, (name, target, words) => {
    expect(nameSignal({ ecosystem, name })).toMatchObject({ target, kind, words });
  });
}

function ordinary(ecosystem: Ecosystem, why: string, names: readonly string[]): void {
  test.each(names)(`${ecosystem} ${why}: %s`, name => {
    expect(nameSignal({ ecosystem, name })).toBeUndefined();
  });
}

describe('slips of the hand', () => {
  signalled('npm', 'transposition', [
    ['lodahs', 'lodash', 'lodash with two letters swapped'],
    ['axois', 'axios', 'axios with two letters swapped'],
    ['chalk-tempalte', 'chalk-template', 'chalk-template with two letters swapped'],
  ]);
  signalled('PyPI', 'transposition', [['reqeusts', 'requests', 'requests with two letters swapped']]);
  signalled('npm', 'doubled', [
    ['expresss', 'express', 'express with a letter doubled'],
    ['mongose', 'mongoose', 'mongoose with one of two equal letters dropped'],
    ['axioss', 'axios', 'axios with a letter doubled'],
  ]);
  signalled('PyPI', 'doubled', [['requests-tolbelt', 'requests-toolbelt', 'requests-toolbelt with one of two equal letters dropped']]);
  signalled('npm', 'keyboard', [
    ['browserift', 'browserify', 'one key away from browserify'],
    ['typesxript', 'typescript', 'one key away from typescript'],
  ]);
  signalled('PyPI', 'keyboard', [['p8llow', 'pillow', 'one key away from pillow']]);
  signalled('npm', 'edit', [
    ['epress', 'express', 'one letter away from express'],
    ['boby_parser', 'body-parser', 'one letter away from body-parser'],
    ['pupeter', 'puppeteer', 'two letters away from puppeteer'],
  ]);
  signalled('PyPI', 'edit', [
    ['equests', 'requests', 'one letter away from requests'],
    ['yfinace', 'yfinance', 'one letter away from yfinance'],
  ]);

  ordinary('npm', 'short names', ['vuex2', 'rxj', 'abc', 'qss', 'gq']);
  ordinary('npm', 'numbers', ['mysql3', 'lodash4', 'express5', 'webpack6']);
  ordinary('PyPI', 'numbers', ['psycopg4', 'urllib4', 'pydantic2', 'boto4']);
  ordinary('npm', 'plurals', ['mongooses', 'nodemailers', 'typescripts']);
  ordinary('npm', 'other first letters', ['fastlint', 'tlodash', 'mocket.io']);
  ordinary('npm', 'siblings of a scope', ['@babel/parse', '@babel/coer', '@types/lodahs']);
});

describe('separators', () => {
  signalled('npm', 'separator', [
    ['crossenv', 'cross-env', 'cross-env with other separators'],
    ['node.fetch', 'node-fetch', 'node-fetch with other separators'],
    ['grunt_cli', 'grunt-cli', 'grunt-cli with other separators'],
  ]);
});

describe('what only looks like another name', () => {
  const script = 'looks like lodash with letters of another script';
  signalled('npm', 'confusable', [
    ['lod\u0430sh', 'lodash', script],
    ['l\u03bfdash', 'lodash', script],
    ['\uff4codash', 'lodash', script],
    ['lodásh', 'lodash', script],
    ['lo\u200bdash', 'lodash', 'lodash with invisible characters'],
    ['lodash\u00ad', 'lodash', 'lodash with invisible characters'],
    ['Lodash', 'lodash', 'lodash with other capitals'],
    ['1odash', 'lodash', 'looks like lodash, with 1 for l'],
    ['Iodash', 'lodash', 'looks like lodash, with i for l'],
    ['cornmander', 'commander', 'looks like commander, with rn for m'],
    ['rnongoose', 'mongoose', 'looks like mongoose, with rn for m'],
    ['vvebpack', 'webpack', 'looks like webpack, with vv for w'],
    ['ax\u0131os', 'axios', 'looks like axios with letters of another script'],
    ['cross\u2010env', 'cross-env', 'looks like cross-env with letters of another script'],
  ]);
  signalled('PyPI', 'confusable', [
    ['requ\u0435sts', 'requests', 'looks like requests with letters of another script'],
    ['c0lorama', 'colorama', 'looks like colorama, with 0 for o'],
  ]);
  ordinary('npm', 'other scripts by themselves', ['библиотека', '図書館', 'ελληνικά', 'bücherei']);
});

describe('affixes', () => {
  signalled('npm', 'combosquat', [
    ['zustand.js', 'zustand', 'zustand with ".js" added'],
    ['typescriptjs', 'typescript', 'typescript with "js" added'],
    ['node-express', 'express', 'express with "node-" added'],
    ['chalk-2.0', 'chalk', 'chalk with "-2.0" added'],
    ['lodash-official', 'lodash', 'lodash with "-official" added'],
    ['colors-update', 'colors', 'colors with "-update" added'],
    ['expres.js', 'express', 'express with one of two equal letters dropped with ".js" added'],
    ['passports-js', 'passport', 'the plural of passport with "-js" added'],
  ]);
  signalled('PyPI', 'combosquat', [
    ['python-requests', 'requests', 'requests with "python-" added'],
    ['colorama-py', 'colorama', 'colorama with "-py" added'],
    ['easyrequests', 'requests', 'requests with "easy" added'],
    ['pycryptography', 'cryptography', 'cryptography with "py" added'],
  ]);
  ordinary('npm', 'affixes of names that fewer know', ['fabric-next', 'colorsplus', 'coffee-script-2']);
  ordinary('PyPI', 'bindings', ['pykafka', 'python-ffmpeg', 'py-fabrik', 'python-path']);
  ordinary('npm', 'members of families', [
    'eslint-plugin-mine',
    'babel-plugin-mine',
    'react-mine',
    'gulp-mine',
    'rollup-plugin-mine',
    'mine-loader',
    'lodash.mine',
    '@types/mine',
    '@aws-cdk/mine',
    'express-mine',
  ]);
  ordinary('PyPI', 'members of families', [
    'types-mine',
    'django-mine',
    'flask-mine',
    'pytest-mine',
    'azure-mine',
    'google-cloud-mine',
    'opentelemetry-instrumentation-mine',
    'mypy-boto3-mine',
    'apache-airflow-providers-mine',
    'aws-cdk-mine',
    'requests-mine',
  ]);
});

describe('scopes', () => {
  signalled('npm', 'scope', [
    ['types-node', '@types/node', '@types/node without its scope'],
    ['@types-node/index', '@types/node', 'in a scope named like @types/node'],
    ['@typescript_eslint/parser', '@typescript-eslint/parser', 'in a scope named like @typescript-eslint'],
    ['@typescript-eslintt/parser', '@typescript-eslint/parser', 'in a scope named like @typescript-eslint'],
    ['@testing-librray/react', '@testing-library/react', 'in a scope one letter away from @testing-library'],
  ]);
  ordinary('npm', 'projects that moved into a scope', ['babel-plugin-transform-new-target', 'babel-helper-new']);
  ordinary('npm', 'scopes of their own', ['@mine/lodash', '@mine/express', '@remotion/new', '@type/node', '@a/b']);
});

describe('the other registry', () => {
  test.each<[Ecosystem, string, Ecosystem, string]>([
    ['npm', 'scikit-learn', 'PyPI', 'the name of a PyPI package'],
    ['npm', 'mkdocs-material', 'PyPI', 'the name of a PyPI package'],
    ['PyPI', 'eslint-plugin-react', 'npm', 'the name of an npm package'],
  ])('%s: %s is popular on %s', (ecosystem, name, other, words) => {
    expect(nameSignal({ ecosystem, name })).toEqual({ target: name, kind: 'wrong-registry', words, ecosystem: other });
  });
  ordinary('npm', 'names that anybody may think of', ['tabulate', 'click', 'attrs']);
});

describe('names that are as they should be', () => {
  ordinary('npm', 'popular', [
    'lodash',
    'react',
    'preact',
    'vue',
    '@types/node',
    'eslint',
    'mysql2',
    'babel-core',
    'node-sass',
    'JSONStream',
  ]);
  ordinary('PyPI', 'popular', ['requests', 'grequests', 'psycopg2', 'urllib3', 'beautifulsoup4', 'flask-sqlalchemy', 'types-requests']);
  ordinary('npm', 'unlike any', ['my-company-design-system', 'zzzzqqqq', 'warehouse-label-printer']);
  ordinary('npm', 'no names at all', [
    '',
    '@',
    '@/',
    '/',
    '-',
    '.',
    '__proto__',
    'constructor',
    'a'.repeat(214),
    '@a/'.repeat(70),
    '\ud800',
  ]);
});

test('popular are the names on the list', () => {
  expect(isPopular({ ecosystem: 'npm', name: 'lodash' })).toBe(true);
  expect(isPopular({ ecosystem: 'PyPI', name: 'lodash' })).toBe(false);
  expect(isPopular({ ecosystem: 'npm', name: 'constructor' })).toBe(false);
});

import type { Manifest, Span } from '../../../model/index.js';
import { readToml } from '../../../syntax/toml/reader.js';
import { stringAt, tablesAt, tomlTree } from '../../../syntax/toml/tree.js';
import { MAX_MANIFEST_LENGTH, tooLong } from '../../shared/manifestLimits.js';
import { dynamicFields } from './dynamicDependencies.js';

/**
 * A setup.py: a program, which is not run, so that what it asks for is left to the build (`Manifest.computed`). One that calls `setup()` and nothing
 * else asks for nothing itself (https://setuptools.pypa.io/en/latest/userguide/pyproject_config.html). Of other programs of this name nothing is said.
 * Never throws.
 */
export function parseSetupPy(text: string): Manifest {
  if (text.length > MAX_MANIFEST_LENGTH) return tooLong('setup.py');
  if (!SETUP_SCRIPT.test(text)) return noSetupScript();
  if (isBare(text)) return NOTHING;
  return {
    ...NOTHING,
    computed: { message: 'Not read: setup.py is a program. What it asks for is not checked.', span: tellingSpan(text) },
  };
}

/**
 * Whether a pyproject.toml declares the dependencies by itself: setuptools then takes none from setup.py. False where the text is broken.
 * https://packaging.python.org/en/latest/specifications/pyproject-toml/#dynamic
 */
export function declaresDependencies(text: string): boolean {
  const document = readToml(text);
  if (document.error) return false;
  const root = tomlTree(text, document);
  if (tablesAt(root, 'tool', 'poetry', 'dependencies').length > 0) return true;
  return stringAt(root, 'project', 'name') !== undefined && dynamicFields(root).length === 0;
}

const NOTHING: Manifest = { ecosystem: 'PyPI', dependencies: [], problems: [], includes: [] };

/** A call of `setup`, no definition, or the name of a library that has it. */
const SETUP_SCRIPT = /(?<!\bdef\s+)\bsetup\s*\(|\bsetuptools\b|\bdistutils\b/;

function noSetupScript(): Manifest {
  const skipped = 'no setup script: it calls no setup()';
  return { ...NOTHING, skipped, problems: [{ message: `Skipped, ${skipped}.`, span: AT_START, level: 'information' }] };
}

const AT_START: Span = { start: 0, end: 0 };

function isBare(text: string): boolean {
  const code = text.split(/\r\n|\n|\r/).flatMap(line => {
    const statement = line.replace(/#.*$/, '').trim();
    return statement === '' || HARMLESS.test(statement) ? [] : [statement];
  });
  return code.length === 1 && BARE_CALL.test(code[0] ?? '');
}

const HARMLESS = /^(?:from setuptools import setup|import setuptools|if __name__ == (?:"__main__"|'__main__'):)$/;
const BARE_CALL = /^(?:setuptools\.)?setup\(\s*\)$/;

/** Where the program names requirements, else where it calls `setup`; the beginning where neither is found. */
function tellingSpan(text: string): Span {
  const found = REQUIRES.exec(text) ?? /\bsetup(?=\s*\()/.exec(text);
  return found ? { start: found.index, end: found.index + found[0].length } : AT_START;
}

const REQUIRES = /\b(?:install_requires|extras_require|setup_requires|tests_require)\b/;

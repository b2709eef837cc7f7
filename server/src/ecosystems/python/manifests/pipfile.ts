import type { Dependency, Manifest, Problem } from '../../../model/index.js';
import { readToml } from '../../../syntax/toml/reader.js';
import { stringAt, type TomlTable, tablesAt, tomlTree } from '../../../syntax/toml/tree.js';
import { MAX_MANIFEST_LENGTH, tooLong } from '../../shared/manifestLimits.js';
import { type MemberContext, readMember } from './memberRequirement.js';
import { isTrue, pipfileIndexes, pipOptionsOf } from './packageSources.js';

/**
 * Reads a Pipfile (https://pipenv.pypa.io/en/latest/pipfile.html): `packages`, `dev-packages` and every other table that pipenv takes for a category.
 * Never throws: the first syntax error and entries that are neither a version nor a table are problems.
 */
export function parsePipfile(text: string): Manifest {
  if (text.length > MAX_MANIFEST_LENGTH) return tooLong('Pipfile');
  const document = readToml(text);
  const root = tomlTree(text, document);
  const indexes = pipfileIndexes(text, root);
  const dependencies: Dependency[] = [];
  const problems: Problem[] = [];
  if (document.error) problems.push({ message: `TOML: ${document.error.message}.`, span: document.error.span, level: 'error' });
  for (const { key, value } of root.members) {
    if (NO_CATEGORIES.has(key.name) || value.kind !== 'table') continue;
    const context: MemberContext = { text, group: key.name, notation: 'pipfile' };
    for (const member of value.members) {
      const reading = readMember(context, member);
      dependencies.push(...reading.dependencies);
      problems.push(...reading.problems);
    }
  }
  const pre = tablesAt(root, 'pipenv').some(table => isTrue(text, table, 'allow_prereleases'));
  const pip = pipOptionsOf(indexes, pre);
  const runtime = pythonOf(root);
  return {
    ecosystem: 'PyPI',
    dependencies,
    problems,
    includes: [],
    ...(pip && { pip }),
    indexes,
    installers: ['pipenv'],
    ...(runtime !== undefined && { runtime }),
  };
}

/** `python_full_version`, or `python_version`, which leaves the patch open. */
function pythonOf(root: TomlTable): string | undefined {
  const whole = stringAt(root, 'requires', 'python_full_version')?.value;
  const version = stringAt(root, 'requires', 'python_version')?.value;
  return whole !== undefined ? `==${whole}` : version !== undefined ? `==${version}.*` : undefined;
}

/** Tables of a Pipfile that hold no packages. */
const NO_CATEGORIES: ReadonlySet<string> = new Set(['source', 'requires', 'scripts', 'pipenv', 'build-system', '']);

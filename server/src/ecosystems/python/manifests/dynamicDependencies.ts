// `dynamic` of a pyproject.toml: what the build computes (https://packaging.python.org/en/latest/specifications/pyproject-toml/#dynamic).
import type { Computed } from '../../../model/index.js';
import type { TomlString } from '../../../syntax/toml/strings.js';
import { type TomlTable, tablesAt, valuesAt } from '../../../syntax/toml/tree.js';
import { parseSetupCfg } from './setupCfg.js';

/** The fields of dependencies that `project.dynamic` names. */
export function dynamicFields(root: TomlTable): readonly TomlString[] {
  return valuesAt(root, 'project', 'dynamic')
    .flatMap(value => (value.kind === 'list' ? value.items.map(item => item.value) : []))
    .flatMap(value => (value.kind === 'string' && TOLD_IN.has(value.value) ? [value] : []));
}

/** What of the dependencies no other table of the file tells; undefined where all are told. */
export function computedIn(root: TomlTable): Computed | undefined {
  const untold = dynamicFields(root).filter(({ value }) => !TOLD_IN.get(value)?.some(path => tablesAt(root, ...path).length > 0));
  const [first] = untold;
  const names = untold.map(({ value }) => `"${value}"`).join(' and ');
  return (
    first && {
      message: `Read only in part: the build computes ${names}, and no lockfile tells them. They are not checked.`,
      span: first.span,
    }
  );
}

/** Whether a setup.cfg lists what `dynamic` leaves to setuptools. */
export function listsRequirements(text: string): boolean {
  const { dependencies, includes } = parseSetupCfg(text);
  return includes.length > 0 || dependencies.some(({ group }) => group === 'options.install_requires');
}

/**
 * Tables that tell what `dynamic` names: files of setuptools, and Poetry's own dependencies
 * (https://setuptools.pypa.io/en/latest/userguide/pyproject_config.html#dynamic-metadata, https://python-poetry.org/docs/dependency-specification/).
 */
const TOLD_IN: ReadonlyMap<string, readonly (readonly string[])[]> = new Map([
  [
    'dependencies',
    [
      ['tool', 'setuptools', 'dynamic', 'dependencies'],
      ['tool', 'poetry', 'dependencies'],
    ],
  ],
  [
    'optional-dependencies',
    [
      ['tool', 'setuptools', 'dynamic', 'optional-dependencies'],
      ['tool', 'poetry', 'extras'],
    ],
  ],
]);

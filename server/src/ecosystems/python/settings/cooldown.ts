import {
  type CooldownPlaces,
  type CooldownRules,
  type CooldownStatement,
  firstStatement,
  statementsIn,
  statementsOn,
  withOutside,
  workspaceRoot,
} from '../../shared/inheritedCooldown.js';
import type { PackageManager } from '../../shared/settings.js';

/** How uv, Poetry, PDM and pip come to their cooldown around a manifest. */
export const PYTHON_COOLDOWN_RULES: CooldownRules = {
  managers: ['uv', 'poetry', 'pdm', 'pip'],
  lockfiles: new Map<string, PackageManager>([
    ['uv.lock', 'uv'],
    ['poetry.lock', 'poetry'],
    ['pdm.lock', 'pdm'],
  ]),
  statementTo: ({ manager }, places) => statementTo(manager, ['uv'], places),
};

/** The same for a requirements file, which any of them may install, whatever is locked. */
export const REQUIREMENTS_COOLDOWN_RULES: CooldownRules = {
  managers: ['pip', 'uv', 'poetry', 'pdm'],
  lockfiles: new Map(),
  statementTo: ({ manager }, places) => statementTo(manager, ['uv pip', 'uv'], places),
};

function statementTo(manager: PackageManager, uv: readonly PackageManager[], places: CooldownPlaces): CooldownStatement | undefined {
  if (manager === 'uv') return statementToUv(uv, places);
  const statements = withOutside(manager, statementsOn(manager, places.levels), places);
  return firstStatement(manager === 'pip' ? statements.map(asPipReadsIt) : statements);
}

/**
 * A pip.conf counts for pip by itself inside an environment only: elsewhere where PIP_CONFIG_FILE names it
 * (https://pip.pypa.io/en/stable/topics/configuration/#location).
 */
function asPipReadsIt(statement: CooldownStatement): CooldownStatement {
  return { ...statement, isObeyed: statement.isObeyed && /\/|^PIP_/.test(statement.source) };
}

/**
 * uv reads one file of the project, the nearest from its workspace's root on upwards, between the environment and the files of user and system
 * (https://docs.astral.sh/uv/concepts/configuration-files/).
 */
function statementToUv(managers: readonly PackageManager[], { levels, environment, user }: CooldownPlaces): CooldownStatement | undefined {
  const place = levels.slice(Math.max(workspaceRoot(levels, 'pyproject.toml'), 0));
  const firstTo = (statements: (manager: PackageManager) => readonly CooldownStatement[]): readonly CooldownStatement[] =>
    managers.flatMap(manager => statements(manager).slice(0, 1));
  return firstStatement([
    ...firstTo(manager => statementsIn(manager, environment)),
    ...firstTo(manager => statementsOn(manager, place)),
    ...firstTo(manager => statementsIn(manager, user)),
  ]);
}

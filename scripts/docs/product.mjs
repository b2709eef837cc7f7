import { build } from 'esbuild';

const EXPORTS = `
export { LEVELS } from './server/src/model/index.ts';
export { DEFAULT_POLICY } from './server/src/policy/config.ts';
export { policyOf, withBaseline } from './server/src/policy/policy.ts';
export { readPolicyFile } from './server/src/policy/policyFile.ts';
export { releasesOf } from './server/src/model/releases.ts';
export { RULE_DESCRIPTIONS } from './server/src/rules/index.ts';
export { installedMessage } from './server/src/rules/maliciousInstalled.ts';
export { groupAdvisories } from './server/src/advisories/group.ts';
export { incidentsOf } from './server/src/advisories/incidents.ts';
export { readAdvisory } from './server/src/advisories/osv.ts';
export { baselineOf } from './server/src/model/baseline.ts';
export { createInspect } from './server/src/analysis/evaluate.ts';
export { formatOf } from './server/src/ecosystems/manifests.ts';
export { ECOSYSTEMS } from './server/src/ecosystems/index.ts';
export { globExpression } from './server/src/ecosystems/shared/globs.ts';
export { COMMANDS } from './server/src/cli/commands.ts';
export { helpOfAll, optionsTable } from './server/src/cli/help.ts';
export { POLICY_GLOB } from './server/src/protocol/index.ts';
`;

/** Loads the parts of the product that the documentation speaks of, straight from its source. */
export async function loadProduct(root) {
  const { outputFiles } = await build({
    stdin: { contents: EXPORTS, resolveDir: root, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    write: false,
    logLevel: 'warning',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire('/');" },
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}

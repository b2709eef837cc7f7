// What stands elsewhere of the files that the table of ecosystems names: for the client, which takes no more of the server than it needs, and for the editor.

/** server/src/model/ecosystemFiles.ts. */
export function ecosystemFilesModule({ ECOSYSTEMS }) {
  const all = Object.values(ECOSYSTEMS);
  const examples = all.map(({ id, words }) => `${/^\w+$/.test(id) ? id : `'${id}'`}: '${words.release}'`);
  return `// Written by \`npm run docs\` from the table in ecosystems/index.ts.

/** Globs of the manifests: what a client should open with the server, and what the server watches. The server's own choice by name is narrower. */
export const MANIFEST_GLOBS = ${list(globsOf(all.flatMap(({ manifests }) => manifests)))};

/** Globs of the lockfiles, the same. */
export const LOCKFILE_GLOBS = ${list(globsOf(all.flatMap(({ lockfiles = [] }) => lockfiles)))};

/** By ecosystem a release, as an example to those who are asked for one. */
export const RELEASE_EXAMPLES = { ${examples.join(', ')} } as const;
`;
}

/** package.json, with the files that activate the extension. */
export function withActivation(text, { ECOSYSTEMS, POLICY_GLOB }) {
  const manifest = JSON.parse(text);
  const files = [...filesByName(ECOSYSTEMS), POLICY_GLOB.replace('**/', '')];
  const others = manifest.activationEvents.filter(event => !event.startsWith(CONTAINS));
  manifest.activationEvents = [...rootNames(files), ...files].map(glob => CONTAINS + glob).concat(others);
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

/** package.json, with the menu of manifests and lockfiles in the editor's title and in the explorer. */
export function withFileMenus(text, { ECOSYSTEMS, globExpression }) {
  const manifest = JSON.parse(text);
  const names = filesByName(ECOSYSTEMS).map(glob => globExpression(glob.replace(/^\*\*\//, '')));
  const isFile = 'resourceScheme =~ /^(?:file|vscode-remote)$/';
  const when = `${isFile} && resourcePath =~ /[\\\\/](?:${[...new Set(names)].join('|')})$/`;
  for (const [place, group] of Object.entries(FILE_MENUS)) manifest.contributes.menus[place] = [{ submenu: 'depwarden.file', when, group }];
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

/** By place of the editor's menus the group in which ours stands. */
const FILE_MENUS = { 'editor/title': 'navigation@90', 'explorer/context': '4_depwarden@1' };

/** Globs of the files that are told by their names alone. */
function filesByName(ecosystems) {
  const all = Object.values(ecosystems);
  const manifests = all.flatMap(one => one.manifests.flatMap(({ globs, activatedBy = globs }) => activatedBy));
  return [...manifests, ...globsOf(all.flatMap(({ lockfiles = [] }) => lockfiles))];
}

const CONTAINS = 'workspaceContains:';

function globsOf(formats) {
  return [...new Set(formats.flatMap(({ globs }) => globs))];
}

function list(globs) {
  return `[\n${globs.map(glob => `  '${glob}',\n`).join('')}] as const`;
}

/** Names in the workspace's own folder are found at once: VS Code gives up a search by pattern after seven seconds. */
function rootNames(globs) {
  return globs.filter(glob => /^\*\*\/[\w.-]+$/.test(glob)).map(glob => glob.slice('**/'.length));
}

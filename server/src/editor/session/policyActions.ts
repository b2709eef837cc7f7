// Quick fixes that change the policy file: its title says so, and nothing else is changed.
import { type CodeAction, CodeActionKind, type Diagnostic } from 'vscode-languageserver';
import type { Judged } from '../../analysis/evaluate.js';
import { ECOSYSTEMS } from '../../ecosystems/index.js';
import type { Edit } from '../../model/index.js';
import { withoutIgnore, withPrivateName } from '../../policy/edit.js';
import { readPolicyFile } from '../../policy/policyFile.js';
import { CONFIGURE_REGISTRY_COMMAND, type RegistryFile } from '../../protocol/index.js';
import { inWords, type RuleId } from '../../rules/index.js';
import { quoted } from '../../rules/messages.js';
import { unknownPackage } from '../../rules/unknownPackage.js';
import { baseName } from '../../text/paths.js';
import { SOURCE } from '../features/diagnostics.js';
import { privateNameOf } from '../features/privateNames.js';
import { type PolicyEditNeeds, policyEdit } from './policyEdits.js';
import type { Session } from './session.js';

export type PolicyActionNeeds = PolicyEditNeeds;

/** A selection may hold hundreds of dependencies: a longer menu is none to choose from. */
const MOST_OFFERED = 10;

/** On names that the public registry does not have: to say that they are the project's own, so that nobody is asked about them any more. */
export async function privateActions(
  touched: readonly Judged[],
  shown: readonly Diagnostic[],
  uri: string,
  session: Pick<Session, PolicyActionNeeds>,
): Promise<CodeAction[]> {
  const names = new Set(touched.flatMap(({ findings }) => findings.flatMap(finding => privateNameOf(finding) ?? [])));
  const diagnostics = shown.filter(({ source, code }) => source === SOURCE && code === unknownPackage.id);
  const actions = [...names]
    .slice(0, MOST_OFFERED)
    .map(name =>
      policyAction(
        `It is private: add ${quoted(name, 80)} to privateScopes`,
        uri,
        session,
        text => withPrivateName(text, name),
        diagnostics,
      ),
    );
  return [...(await Promise.all(actions)).flat(), ...(session.capabilities.appliesEdits ? registryActions(touched, uri, diagnostics) : [])];
}

/** The same, where its registry only has to be named: the file in which the project does that. */
function registryActions(touched: readonly Judged[], uri: string, diagnostics: Diagnostic[]): readonly CodeAction[] {
  const unknown = touched.filter(({ findings }) => findings.some(finding => privateNameOf(finding) !== undefined));
  return unknown.slice(0, MOST_OFFERED).flatMap(({ dependency: { ecosystem, name } }) => {
    const place = ECOSYSTEMS[ecosystem].privateRegistry?.(name, baseName(uri));
    if (!place) return [];
    const title = `It is private: name its registry in ${quoted(place.file, 60)}`;
    const argument: RegistryFile = { uri, ecosystem, package: name };
    const command = { title, command: CONFIGURE_REGISTRY_COMMAND, arguments: [argument] };
    return [{ title, kind: CodeActionKind.QuickFix, ...(diagnostics.length > 0 && { diagnostics }), command }];
  });
}

/** On dependencies of which something is ignored: to take the entry out of the policy file again. */
export async function stopIgnoringActions(
  touched: readonly Judged[],
  uri: string,
  session: Pick<Session, PolicyActionNeeds>,
): Promise<CodeAction[]> {
  const ignored = touched.flatMap(one => one.ignored);
  const byEntry = new Map(ignored.map(one => [one.ignore.key, one]));
  const actions = [...byEntry].slice(0, MOST_OFFERED).map(([key, { finding, ignore }]) => {
    const { rule, dependency } = finding;
    const wider = ignore.only === undefined ? ' (and what else the entry covers)' : '';
    const title = `Stop ignoring ${quoted(dependency.name, 60)}: ${inWords(rule as RuleId)}${wider}`;
    return policyAction(title, uri, session, text => withoutEntry(text, key));
  });
  return (await Promise.all(actions)).flat();
}

function withoutEntry(text: string | undefined, key: string): readonly Edit[] {
  const placed = readPolicyFile(text ?? '').entries.find(({ ignore }) => ignore.key === key);
  return placed ? withoutIgnore(text ?? '', placed.span) : [];
}

async function policyAction(
  title: string,
  uri: string,
  session: Pick<Session, PolicyActionNeeds>,
  change: (text: string | undefined) => readonly Edit[] | string,
  diagnostics: Diagnostic[] = [],
): Promise<CodeAction[]> {
  let isEmpty = false;
  const made = await policyEdit(session, uri, text => {
    const edits = change(text);
    isEmpty = edits.length === 0;
    return edits;
  });
  if (typeof made === 'string' || isEmpty) return [];
  return [{ title, kind: CodeActionKind.QuickFix, ...(diagnostics.length > 0 && { diagnostics }), edit: made.edit }];
}

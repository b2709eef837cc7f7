import { type CompletionList, type CompletionParams, CompletionRequest } from 'vscode-languageserver';
import { activeRulesFor } from '../../analysis/activeRules.js';
import { WORKSPACE } from '../../ecosystems/npm/lockfiles/sources.js';
import type { Dependency, Ecosystem, PackageId } from '../../model/index.js';
import type { Policy } from '../../policy/policy.js';
import type { Project } from '../../project/project.js';
import { EMPTY_CONTEXT } from '../../project/projectContext.js';
import { isWellKnown, wellKnownNames } from '../../rules/lookalikeTarget.js';
import type { Subject } from '../../rules/rule.js';
import { manifestResult } from '../../scan/fileResult.js';
import type { RequestHandler } from '../dispatch/requestHandler.js';
import { completionsAt } from '../features/completion.js';
import { nameCompletions } from '../features/nameCompletion.js';
import { namedAt, namePlaceAt } from '../features/namePlace.js';
import { dependencyAt, type VersionPlace, versionPlaceAt } from '../features/versionPlace.js';
import { atMost } from '../session/atMost.js';
import { withSignal } from '../session/cancellation.js';
import type { DocumentSnapshot } from '../session/documentSnapshot.js';
import type { Services } from '../session/services.js';
import { packagesInUse, type Session } from '../session/session.js';

type Needs =
  | 'capabilities'
  | 'documentSnapshot'
  | 'findings'
  | 'inspect'
  | 'analyzeLockfile'
  | 'lifetime'
  | 'closed'
  | 'lockfiles'
  | 'manifests'
  | 'releaseStates'
  | 'services'
  | 'workspace';

/** For versions a package that nothing is known of is asked for, and no other; for names nobody is. */
export const completion: RequestHandler<CompletionParams, CompletionList | null, Needs> = {
  method: CompletionRequest.method,
  handle: (session, { textDocument: { uri }, position }, token) =>
    withSignal([token], async signal => {
      const { workspace, manifests, capabilities, releaseStates } = session;
      const snapshot = manifests.isManifest(uri) ? session.documentSnapshot(uri) : undefined;
      if (!snapshot) return null;
      const place = versionPlaceAt(snapshot.document.getText(), snapshot.offsetOf(position));
      if (!place) return namesAt(snapshot, position, session);
      const services = await session.services.get();
      const { offline } = await workspace.settingsOf(uri);
      const read = await readAt(uri, place, manifests, services, signal);
      const dependency = read && dependencyAt(read.manifest, place);
      if (read && !dependency) return namesAt(snapshot, position, session);
      if (!read || !dependency || isSibling(uri, dependency, manifests)) return null;
      await learn(uri, dependency, services, offline, session, signal);
      const policy = workspace.policyNow(uri);
      const subject = subjectOf(read, dependency, services, policy, session);
      // While the services were asked, the text may have changed under the place.
      if (!subject || !snapshot.isCurrent()) return null;
      const isActive = activeRulesFor(policy, dependency, subject.now);
      const choice = { place, dependency, manifest: read.manifest, subject, states: releaseStates(subject), isActive };
      return completionsAt(choice, snapshot.rangeOf, capabilities.completion);
    }),
};

/** Names to choose from, where one is being written: popular ones, and those of public packages in use. */
function namesAt(
  { uri, document, offsetOf, rangeOf }: DocumentSnapshot,
  position: CompletionParams['position'],
  session: Pick<Session, Needs>,
): CompletionList | null {
  const place = namePlaceAt(document.getText(), offsetOf(position));
  for (const text of place?.completed ?? []) {
    const read = session.manifests.readAs(uri, text);
    const dependency = read && place && namedAt(read.manifest, place);
    if (!dependency) continue;
    const { ecosystem } = dependency;
    return nameCompletions(place, { popular: wellKnownNames(ecosystem), used: publicNames(ecosystem, session) }, rangeOf);
  }
  return null;
}

/** What the workspace uses and the public registry has, as far as that is known. Of names that are not well known those are left out that had malware. */
function publicNames(ecosystem: Ecosystem, session: Pick<Session, Needs>): readonly string[] {
  const facts = session.services.now()?.facts;
  const used = [...packagesInUse(session).values()].flatMap(({ direct, locked }) => [...direct, ...locked]);
  const isPublic = (id: PackageId): boolean => {
    const { registry, advisories } = facts?.peek(id) ?? {};
    const isBad = advisories?.kind === 'found' && advisories.value.some(({ kind }) => kind === 'malicious');
    return id.place === undefined && registry?.kind === 'found' && (!isBad || isWellKnown(id));
  };
  return [...new Set(used.filter(id => id.ecosystem === ecosystem && isPublic(id)).map(({ name }) => name))].sort();
}

/** How long a list waits for a package that nothing is known of, milliseconds. Then it says that it is incomplete. */
const PATIENCE = 1000;

async function readAt(
  uri: string,
  place: VersionPlace,
  manifests: Session['manifests'],
  { contexts }: Services,
  signal: AbortSignal,
): Promise<Project | undefined> {
  const isUnknown = manifests.read(uri)?.around === EMPTY_CONTEXT && uri.startsWith('file:');
  // The lockfile tells which names are the workspace's own.
  if (isUnknown) await manifests.follow(uri, contexts, signal);
  return manifests.readAs(uri, place.completed);
}

/** The lockfile knows a sibling in the workspace by its whole specifier, which is gone from the completed text. */
function isSibling(uri: string, { nameSpan }: Dependency, manifests: Session['manifests']): boolean {
  const written = manifests.read(uri)?.manifest.dependencies.find(other => other.nameSpan.start === nameSpan.start);
  return written?.origin.kind === 'skipped' && written.origin.reason === WORKSPACE;
}

/** What was asked for is worth having, even where the list that wanted it is no longer wanted: it is shown in the document, too. */
async function learn(
  uri: string,
  dependency: Dependency,
  { facts }: Services,
  offline: boolean,
  { findings, lifetime }: Pick<Session, 'findings' | 'lifetime'>,
  signal: AbortSignal,
): Promise<void> {
  const { registry, advisories } = facts.peek(dependency);
  if (registry.kind !== 'pending' && advisories.kind !== 'pending') return;
  const onChange = (): void => findings.publish(uri);
  const learnt = facts.gather([dependency], { offline, onChange }, lifetime).catch(() => {});
  await atMost(PATIENCE, learnt, signal);
}

function subjectOf(
  read: Project,
  dependency: Dependency,
  { facts }: Services,
  policy: Policy,
  { inspect, analyzeLockfile }: Pick<Session, 'inspect' | 'analyzeLockfile'>,
): Subject | undefined {
  const { origin } = dependency;
  const unlimited = origin.kind === 'registry' ? { ...dependency, origin: { ...origin, range: '' } } : dependency;
  const alone = { ...read, manifest: { ...read.manifest, dependencies: [unlimited] } };
  return manifestResult(alone, { facts, inspect, analyzeLockfile }, policy).judged[0]?.subject;
}

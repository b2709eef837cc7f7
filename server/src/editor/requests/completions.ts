import type { TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { heeded } from '../../analysis/activeRules.js';
import type { Inspect } from '../../analysis/evaluate.js';
import type { AnalyzeLockfile } from '../../analysis/lockfile.js';
import { EMPTY_CONTEXT } from '../../project/projectContext.js';
import { manifestResult } from '../../scan/fileResult.js';
import type { Project } from '../../project/project.js';
import { completionsAt } from '../features/completion.js';
import type { ReleaseStates } from '../features/releaseStates.js';
import { dependencyAt, type VersionPlace, versionPlaceAt } from '../features/versionPlace.js';
import { WORKSPACE } from '../../ecosystems/npm/lockfiles/sources.js';
import type { Dependency } from '../../model/index.js';
import type { Subject } from '../../rules/rule.js';
import type { Abilities } from '../clientCapabilities.js';
import { withSignal } from '../cancellation.js';
import { type PositionEncoding, toRange, toSpan } from '../encoding.js';
import type { OpenFindings } from '../openFindings.js';
import type { OpenManifests } from '../openManifests.js';
import type { Session } from '../session.js';
import type { Workspace } from '../workspace.js';
import type { TheWorld, World } from '../services.js';

export interface CompletionsOptions {
  readonly documents: TextDocuments<TextDocument>;
  readonly abilities: Pick<Abilities, 'completion'>;
  readonly encoding: PositionEncoding;
  readonly workspace: Pick<Workspace, 'settingsOf' | 'policyNow'>;
  readonly theWorld: TheWorld;
  readonly manifests: OpenManifests;
  readonly inspect: Inspect;
  readonly analyzeLockfile: AnalyzeLockfile;
  /** What is learnt for a list is shown in the document, too. */
  readonly findings: Pick<OpenFindings, 'publish'>;
  statesOf(subject: Subject): ReleaseStates;
}

/** How long a list waits for a package that nothing is known of, milliseconds. Then it says that it is incomplete. */
const PATIENCE = 1000;

/** Answers requests for completion. A package that nothing is known of is asked for, and no other. */
export function createCompletions(options: CompletionsOptions): Pick<Session, 'completion'> & { dispose(): void } {
  const { documents, encoding, workspace, theWorld, manifests, findings } = options;
  /** What was asked for is worth having, even where the list that wanted it is no longer wanted. */
  const asking = new AbortController();

  async function readAt(uri: string, place: VersionPlace, { contexts }: World, signal: AbortSignal): Promise<Project | undefined> {
    const isUnknown = manifests.read(uri)?.around === EMPTY_CONTEXT && uri.startsWith('file:');
    // The lockfile tells which names are the workspace's own.
    if (isUnknown) await manifests.follow(uri, contexts, signal);
    return manifests.readAs(uri, place.completed);
  }

  /** The lockfile knows a sibling in the workspace by its whole specifier, which is gone from the completed text. */
  function isSibling(uri: string, { nameSpan }: Dependency): boolean {
    const written = manifests.read(uri)?.manifest.dependencies.find(other => other.nameSpan.start === nameSpan.start);
    return written?.origin.kind === 'skipped' && written.origin.reason === WORKSPACE;
  }

  async function learn(uri: string, dependency: Dependency, { facts }: World, offline: boolean, signal: AbortSignal): Promise<void> {
    const { registry, advisories } = facts.peek(dependency);
    if (registry.kind !== 'pending' && advisories.kind !== 'pending') return;
    const onChange = (): void => findings.publish(uri);
    const learnt = facts.gather([dependency], { offline, onChange }, asking.signal).catch(() => {});
    await atMost(PATIENCE, learnt, signal);
  }

  function subjectOf(read: Project, dependency: Dependency, facts: World['facts'], policy: Parameters<typeof manifestResult>[2]) {
    const { origin } = dependency;
    const unlimited = origin.kind === 'registry' ? { ...dependency, origin: { ...origin, range: '' } } : dependency;
    const alone = { ...read, manifest: { ...read.manifest, dependencies: [unlimited] } };
    return manifestResult(alone, { ...options, facts }, policy).judged[0]?.subject;
  }

  return {
    completion: ({ textDocument: { uri }, position }, token) =>
      withSignal([token], async signal => {
        const document = documents.get(uri);
        const place =
          document && manifests.isManifest(uri)
            ? versionPlaceAt(document.getText(), toSpan(document, { start: position, end: position }, encoding).start)
            : undefined;
        if (!document || !place) return null;
        const { version } = document;
        const world = await theWorld.get();
        const { offline } = await workspace.settingsOf(uri);
        const read = await readAt(uri, place, world, signal);
        const dependency = read && dependencyAt(read.manifest, place);
        if (!read || !dependency || isSibling(uri, dependency)) return null;
        await learn(uri, dependency, world, offline, signal);
        const policy = workspace.policyNow(uri);
        const subject = subjectOf(read, dependency, world.facts, policy);
        // While the services were asked, the text may have changed under the place.
        if (!subject || document.version !== version) return null;
        const heeds = heeded(policy, dependency, subject.now);
        const choice = { place, dependency, manifest: read.manifest, subject, states: options.statesOf(subject), heeds };
        return completionsAt(choice, span => toRange(document, span, encoding), options.abilities.completion);
      }),
    dispose: () => asking.abort(),
  };
}

/** Waits for work, but no longer than so many milliseconds, nor when nobody waits for it any more. */
async function atMost(milliseconds: number, work: Promise<void>, signal: AbortSignal): Promise<void> {
  let stop = (): void => {};
  const enough = new Promise<void>(resolve => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => resolve(), { once: true });
    stop = () => {
      clearTimeout(timer);
      resolve();
    };
  });
  await Promise.race([work, enough]);
  stop();
}

import { foreignPackages } from '../../analysis/foreignReleases.js';
import { packagesOf, wantedOf } from '../../analysis/results.js';
import type { PackageAnswers } from '../../model/index.js';
import type { Logger } from '../../ports/index.js';
import { lockedPackages } from '../../project/lockedNames.js';
import { messageOf } from '../../text/messageOf.js';
import { type OpenFindings, PUBLISH_EVERY } from './openFindings.js';
import type { OpenLockfiles } from './openLockfiles.js';
import type { OpenManifests } from './openManifests.js';
import type { Schedule } from './schedule.js';
import type { ServiceHolder } from './services.js';
import { pathOf } from './uris.js';
import type { Workspace } from './workspace.js';

/** Learns what is not known of the open documents: from the disk around them, and from the services. */
export interface DocumentRefresh {
  /** Learns of a document, `milliseconds` from now; a newer call for the same document ends an older one. */
  later(uri: string, milliseconds: number): void;
  /** Shows at once what the cache holds of names that are new in a manifest, while it is typed; the services are asked after a pause. */
  showCached(uri: string): void;
  /** What a manifest includes or refers to may have changed, on disk or in the client: learns of all those that do. */
  refreshDependents(milliseconds: number): void;
  /** Resolves when nothing is being learnt; what is asked for meanwhile is waited for as well. */
  settled(): Promise<void>;
  /** Of a document that was closed nothing more is learnt. */
  stop(uri: string): void;
  dispose(): void;
}

export interface DocumentRefreshOptions {
  readonly logger: Logger;
  readonly schedule: Schedule;
  readonly workspace: Workspace;
  readonly services: ServiceHolder;
  readonly manifests: OpenManifests;
  readonly lockfiles: OpenLockfiles;
  /** What was learnt is published as it comes in. */
  readonly findings: Pick<OpenFindings, 'publish' | 'resultOf'>;
  /** Everything there is to know of a document is known, or cannot be learnt. */
  learnt(uri: string): void;
}

export function createDocumentRefresh({
  logger,
  schedule,
  workspace,
  services,
  manifests,
  lockfiles,
  findings,
  learnt,
}: DocumentRefreshOptions): DocumentRefresh {
  const underWay = new Map<string, AbortController>();
  /** Documents of which more is to be learnt after a pause. */
  const due = new Set<string>();
  const waiting: (() => void)[] = [];

  async function learn(uri: string): Promise<void> {
    underWay.get(uri)?.abort();
    const controller = new AbortController();
    underWay.set(uri, controller);
    const { signal } = controller;
    try {
      await learnAll(uri, signal);
      if (signal.aborted) return;
      findings.publish(uri);
      learnt(uri);
    } catch (error) {
      if (!signal.aborted) failed(uri, error);
    } finally {
      if (underWay.get(uri) === controller) underWay.delete(uri);
      settleWhereDone();
    }
  }

  function settleWhereDone(): void {
    if (underWay.size + due.size === 0) for (const wake of waiting.splice(0)) wake();
  }

  async function learnAll(uri: string, signal: AbortSignal): Promise<void> {
    const { facts, contexts } = await services.get();
    const { offline } = await workspace.settingsOf(uri);
    const asWritten = manifests.read(uri);
    // what stands around is waited for; meanwhile the cache is read
    await Promise.all([manifests.follow(uri, contexts, signal), facts.recall(packagesOf(asWritten ? [asWritten.manifest] : []))]);
    const read = manifests.read(uri);
    const lockfile = read ? read.around.lock?.lockfile : lockfiles.read(uri);
    if (signal.aborted) return;
    const [projects, locks] = [read ? [read.manifest] : [], lockfile ? [lockfile] : []];
    const advisoriesOnly = lockedPackages(locks);
    await facts.recall(foreignPackages(projects, locks));
    if (signal.aborted) return;
    const onChange = (): void => schedule.atMostEvery(PUBLISH_EVERY, `publish ${uri}`, () => findings.publish(uri));
    await facts.gather(packagesOf(projects), { offline, advisoriesOnly, onChange }, signal);
    const result = signal.aborted ? undefined : findings.resultOf(uri);
    const wanted = result ? wantedOf([result]) : [];
    if (wanted.length > 0) await facts.gather(wanted, { offline, onChange }, signal);
  }

  async function showCached(uri: string): Promise<void> {
    const facts = services.now()?.facts;
    const manifest = manifests.read(uri)?.manifest;
    const unknown = facts && manifest ? packagesOf([manifest]).filter(id => isUnknown(facts.peek(id))) : [];
    if (!facts || unknown.length === 0) return;
    const before = facts.revision();
    await facts.recall(unknown);
    if (facts.revision() !== before) findings.publish(uri);
  }

  function failed(uri: string, error: unknown): void {
    logger.error(`${pathOf(uri)}: ${messageOf(error)}`);
  }

  function later(uri: string, milliseconds: number): void {
    due.add(uri);
    schedule.after(milliseconds, `learn ${uri}`, () => {
      due.delete(uri);
      void learn(uri);
    });
  }

  return {
    later,
    // After the stroke's own diagnostics are on their way.
    showCached: uri => schedule.after(0, `recall ${uri}`, () => void showCached(uri).catch(error => failed(uri, error))),
    refreshDependents: milliseconds => {
      for (const uri of manifests.uris()) {
        const { manifest, around } = manifests.read(uri) ?? {};
        if (around?.catalogs || (manifest?.includes.length ?? 0) > 0) later(uri, milliseconds);
      }
    },
    settled: () => (underWay.size + due.size === 0 ? Promise.resolve() : new Promise(resolve => waiting.push(resolve))),
    stop: uri => {
      underWay.get(uri)?.abort();
      for (const key of ['recall', 'learn', 'publish']) schedule.cancel(`${key} ${uri}`);
      due.delete(uri);
      settleWhereDone();
    },
    dispose: () => {
      for (const controller of underWay.values()) controller.abort();
    },
  };
}

function isUnknown({ registry, advisories }: PackageAnswers): boolean {
  return registry.kind === 'pending' && advisories.kind === 'pending';
}

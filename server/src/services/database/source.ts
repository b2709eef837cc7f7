import type { Advisory, Lookup, PackageId } from '../../model/index.js';
import type { AdvisorySource } from '../../ports/index.js';
import type { AdvisoryDatabase } from './contract.js';

export interface DatabaseAdvisoriesOptions {
  /** The database as it is now; undefined where there is none. May throw, as opening one does. */
  readonly database: () => AdvisoryDatabase | undefined;
  /** Why a public record must not judge a package (it is private): the package is unknown for that reason. */
  readonly skip?: (id: PackageId) => string | undefined;
}

/**
 * The advisories of the offline database. Nothing is asked of anybody. A package of which the database has no record has none; the answer is as old as
 * the export. Where there is no database, or it cannot be read, every package is unknown.
 */
export function createDatabaseAdvisories({ database, skip = () => undefined }: DatabaseAdvisoriesOptions): AdvisorySource {
  function lookUp(id: PackageId, opened: AdvisoryDatabase): Lookup<readonly Advisory[]> {
    const reason = skip(id);
    if (reason !== undefined) return { kind: 'unknown', reason, deliberate: true };
    try {
      return { kind: 'found', value: opened.find(id), fetchedAt: opened.info.exportedAt, from: 'database' };
    } catch (error) {
      return { kind: 'unknown', reason: reasonOf(error) };
    }
  }

  function answers(packages: readonly PackageId[]): readonly Lookup<readonly Advisory[]>[] {
    try {
      const opened = database();
      return packages.map(id => (opened === undefined ? { kind: 'unknown', reason: NONE } : lookUp(id, opened)));
    } catch (error) {
      return packages.map(() => ({ kind: 'unknown', reason: reasonOf(error) }));
    }
  }

  return {
    recall: async packages => answers(packages),
    async fetch(packages, signal) {
      signal.throwIfAborted();
      return answers(packages);
    },
    local: async packages => {
      try {
        const opened = database();
        return packages.map(id => opened?.find(id) ?? []);
      } catch {
        return packages.map(() => []);
      }
    },
  };
}

const NONE = 'there is no offline advisory database: "depwarden db update" makes one';

function reasonOf(error: unknown): string {
  return `the offline advisory database cannot be read: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`;
}

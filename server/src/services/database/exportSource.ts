import type { Ecosystem } from '../../model/index.js';
import type { ExportRecord } from './contract.js';

/** The ecosystems that the database holds, as the folders of the export are called. */
export { ECOSYSTEM_IDS as ECOSYSTEMS } from '../../ecosystems/identities.js';

/** A row of an export's list of changes. */
export interface ListedRecord {
  readonly id: string;
  /** When the record last changed (RFC 3339). */
  readonly modified: string;
}

/**
 * OSV's bulk export, or a mirror of it. Rejects with an `ExportFailure`, or with the signal's reason; what cannot be written rejects as the file system
 * says it.
 */
export interface ExportSource {
  /** Makes `file` hold the archive of all records of an ecosystem; what an earlier try left in it is taken up where that is certainly the same archive. */
  download(ecosystem: Ecosystem, file: string, onBytes: OnBytes, signal: AbortSignal): Promise<void>;
  /** The records of a downloaded archive. Those that cannot be read come without bytes: they are to be counted. */
  records(ecosystem: Ecosystem, file: string, signal: AbortSignal): AsyncIterable<ExportRecord>;
  /** The list of changes as it stands in the file, which is meant to be newest first; not read further than asked for. */
  changes(ecosystem: Ecosystem, signal: AbortSignal): AsyncIterable<ListedRecord>;
  /** One record; undefined where the export has none of that id in that ecosystem. */
  record(ecosystem: Ecosystem, id: string, signal: AbortSignal): Promise<FetchedRecord | undefined>;
}

export interface FetchedRecord {
  /** Empty where the record cannot be read. */
  readonly json: Uint8Array;
  /** Those that it says it affects. */
  readonly ecosystems: readonly Ecosystem[];
}

/** Bytes received so far, those of earlier tries among them, and how many there will be where that is known. */
export type OnBytes = (received: number, total: number | undefined) => void;

/** The message is fit to be shown: it names the host, and holds no credentials and no query string. */
export class ExportFailure extends Error {
  /**
   * @param kind `absent`: there is no such file. `odd`: there is one that is not what it should be. `trouble`: the service cannot be reached, or fails.
   */
  constructor(
    message: string,
    readonly kind: 'absent' | 'odd' | 'trouble',
  ) {
    super(message);
  }
}

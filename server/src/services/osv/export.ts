import { fieldsOf } from '../../ecosystems/shared/fields.js';
import type { Ecosystem } from '../../model/index.js';
import { ECOSYSTEMS, ExportFailure, type ExportSource, type FetchedRecord, type ListedRecord } from '../database/exportSource.js';
import { DamagedArchive, readZip, ZIP_LIMITS, type ZipLimits } from '../database/zip.js';
import { type ByteClient, bodyFailure, createByteClient } from '../http/byteClient.js';
import { download, forget } from '../http/download.js';
import type { Failure } from '../http/failures.js';
import { header, readAddress } from '../http/redirects.js';

/** OSV's public bucket (https://google.github.io/osv.dev/data/#data-dumps). */
export const OSV_EXPORT_URL = 'https://osv-vulnerabilities.storage.googleapis.com';

export interface OsvExportOptions {
  /** The folder that holds a folder for each ecosystem; OSV's own where none or `''` is given. */
  readonly url?: string | undefined;
  readonly zipLimits?: ZipLimits;
  readonly client?: ByteClient;
}

/** OSV's export as any static server or object store can hold it: `npm/all.zip`, `npm/modified_id.csv`, `npm/ID.json`, the same for `PyPI`. */
export function createOsvExport({
  url: given,
  zipLimits = ZIP_LIMITS,
  client = createByteClient(),
}: OsvExportOptions = {}): ExportSource & {
  close(): void;
} {
  const base = readAddress(`${(given || OSV_EXPORT_URL).replace(/\/+$/, '')}/`);

  function addressOf(ecosystem: Ecosystem, file: string): URL {
    if (base === undefined) throw new ExportFailure('the address of the export is not a valid http or https address', 'odd');
    return new URL(`${ecosystem}/${file}`, base);
  }

  async function* lines(ecosystem: Ecosystem, signal: AbortSignal): AsyncGenerator<string> {
    const url = addressOf(ecosystem, LIST);
    const response = await client.get(url, {}, [200], signal);
    if ('failure' in response) throw failureOf(url, response.failure);
    response.body.on('error', () => {}); // also told to the loop below
    try {
      if (isHtml(header(response.headers, 'content-type'))) throw htmlFailure(url);
      yield* linesOf(response.body);
    } catch (error) {
      if (error instanceof ExportFailure) throw error;
      throw failureOf(url, bodyFailure(url, error, signal));
    } finally {
      response.body.destroy();
    }
  }

  return {
    async download(ecosystem, file, onBytes, signal) {
      const url = addressOf(ecosystem, ARCHIVE);
      const failure = await download({ client, url, file, onBytes, maxBytes: MOST_BYTES, objection: objectionOf(url) }, signal);
      if (failure?.kind === 'absent') throw absentFailure(url);
      if (failure) throw new ExportFailure(failure.reason, failure.kind);
    },

    async *records(ecosystem, file, signal) {
      const url = addressOf(ecosystem, ARCHIVE);
      try {
        for await (const { name, bytes } of readZip(file, zipLimits, signal)) {
          if (!name.endsWith('.json')) continue;
          yield { ecosystem, id: idOf(name), json: isPlain(name) && bytes !== undefined ? bytes : NO_BYTES };
        }
      } catch (error) {
        if (!(error instanceof DamagedArchive)) throw error;
        await forget(file);
        throw new ExportFailure(`${shown(url)} is no whole zip archive: ${error.message}`, 'odd');
      }
    },

    async *changes(ecosystem, signal) {
      const url = addressOf(ecosystem, LIST);
      for await (const line of lines(ecosystem, signal)) {
        if (line === '') continue;
        const row = rowOf(line);
        if (row === undefined)
          throw line.startsWith('<') ? htmlFailure(url) : new ExportFailure(`${shown(url)} is no list of changes`, 'odd');
        yield row;
      }
    },

    async record(ecosystem, id, signal) {
      const url = addressOf(ecosystem, `${encodeURIComponent(id)}.json`);
      const answer = await client.getWhole(url, {}, [200, 404, 410], zipLimits.maxEntryBytes, signal);
      if ('failure' in answer) throw failureOf(url, answer.failure);
      if (answer.status !== 200) return undefined;
      if (isHtml(answer.contentType) || answer.bytes?.[0] === LESS_THAN) throw htmlFailure(url);
      return fetchedRecord(answer.bytes, id);
    },

    close: () => client.close(),
  };
}

const ARCHIVE = 'all.zip';
const LIST = 'modified_id.csv';
const NO_BYTES = new Uint8Array(0);
const LESS_THAN = 0x3c;
/** Bytes of an archive. The largest has some 200 MB. */
const MOST_BYTES = 4 * 1024 ** 3;
const LONGEST_LINE = 1000;

async function* linesOf(body: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of body) {
    const parts = (rest + piece.toString('latin1')).split(/\r?\n/);
    rest = parts.pop() ?? '';
    yield* parts;
    if (rest.length > LONGEST_LINE) break;
  }
  yield rest;
}

/** `2026-03-24T12:00:00.123456Z,MAL-2026-1`. An id is asked for by its name: it must be one that makes a file name. */
function rowOf(line: string): ListedRecord | undefined {
  const [, modified, id] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)),([A-Za-z0-9][\w.:+-]{0,127})$/.exec(line) ?? [];
  return modified !== undefined && id !== undefined ? { id, modified } : undefined;
}

/** What is asked for by its id and is another record, or no JSON, or too large, is not taken for it. */
function fetchedRecord(bytes: Buffer | undefined, id: string): FetchedRecord {
  const record = bytes && parsed(bytes);
  if (bytes === undefined || record?.id !== id) return { json: NO_BYTES, ecosystems: [] };
  const affected: readonly unknown[] = Array.isArray(record.affected) ? record.affected : [];
  const names = affected.map(entry => String(fieldsOf(fieldsOf(entry)?.package)?.ecosystem).split(':')[0]);
  return { json: bytes, ecosystems: ECOSYSTEMS.filter(ecosystem => names.includes(ecosystem)) };
}

function parsed(bytes: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    return fieldsOf(JSON.parse(bytes.toString('utf8')));
  } catch {
    return undefined;
  }
}

/** An entry that names a place outside of the archive has no business in an export. */
function isPlain(name: string): boolean {
  return !/^[/\\]|^[a-z]:|\\|(?:^|\/)\.\.(?:\/|$)|\0/i.test(name);
}

/** Only a hint: what counts is the id in the record. */
function idOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1, -'.json'.length);
}

function objectionOf(url: URL): (contentType: string, start: Buffer) => string | undefined {
  return (contentType, start) => {
    if (isHtml(contentType) || start[0] === LESS_THAN) return htmlFailure(url).message;
    return start[0] === 0x50 && (start.length < 2 || start[1] === 0x4b) ? undefined : `${shown(url)} is no zip archive`;
  };
}

function isHtml(contentType: string): boolean {
  return /^(?:text\/html|application\/xhtml)/i.test(contentType);
}

function htmlFailure(url: URL): ExportFailure {
  return new ExportFailure(`${shown(url)} is a page of HTML: is ${url.host} the export, or a page to sign in?`, 'odd');
}

function absentFailure(url: URL): ExportFailure {
  return new ExportFailure(`${shown(url)} does not exist (404)`, 'absent');
}

function failureOf(url: URL, { reason, status }: Failure): ExportFailure {
  return status === 404 || status === 410 ? absentFailure(url) : new ExportFailure(reason, 'trouble');
}

/** Host and path: an export's address has no secrets in its path, and readAddress has taken away user and password. */
function shown(url: URL): string {
  return `${url.host}${url.pathname}`.slice(0, 100);
}

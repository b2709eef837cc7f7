import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { OsvRecord } from './osv.js';
import { zipOf } from './zip.js';

// A static server on 127.0.0.1 with the layout of OSV's bucket, which knows ranges and validators, and misbehaves on request.

export interface StaticFile {
  readonly body: Buffer;
  /** Default: `application/octet-stream`. */
  readonly type?: string;
}

/** How a file is answered in place of the right answer. */
export type ExportFault =
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** So many bytes of the body; then the connection is closed. */
  | { readonly kind: 'cut'; readonly after: number }
  /** So many bytes of the body; then nothing, until the client goes away. */
  | { readonly kind: 'stall'; readonly after: number }
  | { readonly kind: 'html' };

export interface ExportServer {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** By path: `/npm/all.zip`. To be changed at will. */
  readonly files: Map<string, StaticFile>;
  /** `GET PATH RANGE` of every request so far. */
  readonly requests: string[];
  /** Ranges are honoured, and ETags sent. Default: both. */
  readonly abilities: { ranges: boolean; etags: boolean };
  /** Faults by path, one an answer: the first one is taken first. */
  readonly faults: Map<string, ExportFault[]>;
  /** Puts records into the export: archive, list and single files, of an ecosystem. */
  put(ecosystem: 'npm' | 'PyPI', records: readonly OsvRecord[]): void;
  /** Resolves with the next request whose path contains this. */
  asked(path: string): Promise<void>;
  close(): Promise<void>;
}

export async function startExportServer(): Promise<ExportServer> {
  const files = new Map<string, StaticFile>();
  const faults = new Map<string, ExportFault[]>();
  const requests: string[] = [];
  const abilities = { ranges: true, etags: true };
  const waiting: { readonly path: string; readonly tell: () => void }[] = [];
  const sockets = new Set<Socket>();

  function handle(request: IncomingMessage, response: ServerResponse): void {
    const path = decodeURIComponent(request.url ?? '');
    requests.push(['GET', path, request.headers.range].filter(Boolean).join(' '));
    for (const one of waiting.filter(({ path: part }) => path.includes(part))) {
      waiting.splice(waiting.indexOf(one), 1);
      one.tell();
    }
    const file = files.get(path);
    const fault = faults.get(path)?.shift();
    if (fault?.kind === 'status') return void response.writeHead(fault.status, fault.headers).end();
    if (fault?.kind === 'html') return void response.writeHead(200, { 'content-type': 'text/html' }).end(SIGN_IN);
    if (!file) return void response.writeHead(404, { 'content-type': 'text/html' }).end('<html>not found</html>');
    answer(request, response, file, abilities, fault);
  }

  const server = createServer(handle);
  server.on('connection', socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    files,
    requests,
    abilities,
    faults,
    put(ecosystem, records) {
      const packed = records.map(record => ({ name: `${record.id}.json`, content: JSON.stringify(record) }));
      for (const path of [...files.keys()]) if (path.startsWith(`/${ecosystem}/`)) files.delete(path);
      for (const { name, content } of packed) files.set(`/${ecosystem}/${name}`, { body: Buffer.from(content), type: 'application/json' });
      files.set(`/${ecosystem}/all.zip`, { body: zipOf(packed), type: 'application/zip' });
      files.set(`/${ecosystem}/modified_id.csv`, { body: Buffer.from(listOf(records)), type: 'text/csv' });
    },
    asked: path => new Promise(tell => waiting.push({ path, tell })),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise(closed => server.close(closed));
    },
  };
}

/** `modified_id.csv`: newest first. */
export function listOf(records: readonly Pick<OsvRecord, 'id' | 'modified'>[]): string {
  const rows = [...records].sort((a, b) => (a.modified < b.modified ? 1 : -1)).map(({ id, modified }) => `${modified},${id}\n`);
  return rows.join('');
}

const SIGN_IN = '<!doctype html><html><body><h1>Sign in to the network</h1></body></html>';

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { body, type = 'application/octet-stream' }: StaticFile,
  abilities: ExportServer['abilities'],
  fault: ExportFault | undefined,
): void {
  const etag = `"${body.length}-${body.reduce((sum, byte) => (Math.imul(sum, 31) + byte) | 0, 7) >>> 0}"`;
  const headers: Record<string, string> = { 'content-type': type, ...(abilities.etags && { etag }) };
  if (abilities.etags && request.headers['if-none-match'] === etag) return void response.writeHead(304, headers).end();
  const from = startOf(request, etag, abilities);
  if (from !== undefined && from >= body.length) return void response.writeHead(416, { 'content-range': `bytes */${body.length}` }).end();
  const part = body.subarray(from ?? 0);
  const range = from === undefined ? {} : { 'content-range': `bytes ${from}-${body.length - 1}/${body.length}` };
  response.writeHead(from === undefined ? 200 : 206, { ...headers, ...range, 'content-length': String(part.length) });
  if (fault?.kind === 'cut') response.write(part.subarray(0, fault.after), () => response.destroy());
  else if (fault?.kind === 'stall') response.write(part.subarray(0, fault.after));
  else response.end(part);
}

function startOf(request: IncomingMessage, etag: string, { ranges }: ExportServer['abilities']): number | undefined {
  const [, from] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
  const condition = request.headers['if-range'];
  return ranges && from !== undefined && (condition === undefined || condition === etag) ? Number(from) : undefined;
}

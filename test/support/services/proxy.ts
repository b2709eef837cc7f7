import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import { type AddressInfo, connect, type Server, type Socket } from 'node:net';
import type { Identity } from './certificates.js';

// A proxy on 127.0.0.1 that knows hosts of its own, so that names which no resolver knows lead to services on loopback; and a secure service.

export interface ProxyOptions {
  /** `HOST:PORT` as asked for → the port on 127.0.0.1 where that is. */
  readonly hosts?: Readonly<Record<string, number>>;
  /** The `proxy-authorization` header that is demanded. */
  readonly demands?: string;
  /** The status every request is answered with. */
  readonly status?: number;
  /** The proxy is spoken to by https. */
  readonly identity?: Identity;
  /** The proxy takes connections and says nothing. */
  readonly silent?: boolean;
}

export interface TestProxy {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  /** Method and target of each request: `CONNECT registry.example:443`, `GET http://registry.example/thing`. */
  readonly requests: string[];
  /** All headers that the proxy itself could read. */
  readonly headers: IncomingMessage['headers'][];
  close(): Promise<void>;
}

export async function startProxy({ hosts = {}, demands, status, identity, silent = false }: ProxyOptions = {}): Promise<TestProxy> {
  const requests: string[] = [];
  const headers: IncomingMessage['headers'][] = [];

  function refusal(incoming: IncomingMessage): number | undefined {
    requests.push(`${incoming.method} ${incoming.url}`);
    headers.push(incoming.headers);
    if (demands !== undefined && incoming.headers['proxy-authorization'] !== demands) return 407;
    return status;
  }

  function forward(incoming: IncomingMessage, response: ServerResponse): void {
    const refused = refusal(incoming);
    if (silent) return;
    const { host, pathname, search } = new URL(incoming.url ?? '', 'http://none.example');
    const port = hosts[host.includes(':') ? host : `${host}:80`];
    if (refused !== undefined || port === undefined) return void response.writeHead(refused ?? 502).end();
    const options = { host: '127.0.0.1', port, path: pathname + search, method: incoming.method, headers: incoming.headers };
    const outgoing = http.request(options, answer => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.on('error', () => response.destroy());
    incoming.pipe(outgoing);
  }

  function tunnel(incoming: IncomingMessage, socket: Socket): void {
    socket.on('error', () => {});
    const refused = refusal(incoming);
    if (silent) return;
    const port = hosts[incoming.url ?? ''];
    if (refused !== undefined || port === undefined) return void socket.end(`HTTP/1.1 ${refused ?? 502} No\r\ncontent-length: 0\r\n\r\n`);
    const target = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.pipe(socket).pipe(target);
    });
    target.on('error', () => socket.destroy());
  }

  const server = identity ? https.createServer({ ...identity }, forward) : http.createServer(forward);
  server.on('connect', tunnel);
  const { port, close } = await listen(server);
  return { host: `127.0.0.1:${port}`, requests, headers, close };
}

/** A service by https: answers `{"path":…}` to all, and notes what it was asked with. */
export interface SecureService {
  readonly port: number;
  readonly requests: { readonly path: string; readonly authorization: string | undefined; readonly client: string | undefined }[];
  close(): Promise<void>;
}

/** @param clientCa where given, clients are asked for a certificate that this authority has issued, and need none */
export async function startSecureService(identity: Identity, clientCa?: string, redirectTo?: string): Promise<SecureService> {
  const requests: SecureService['requests'] = [];
  const tls = { ...identity, ...(clientCa !== undefined && { requestCert: true, rejectUnauthorized: false, ca: clientCa }) };
  const server = https.createServer(tls, (incoming, response) => {
    const { socket, url: path = '', headers } = incoming as IncomingMessage & { readonly socket: import('node:tls').TLSSocket };
    const client = socket.authorized ? (socket.getPeerCertificate().subject as { CN?: string } | undefined)?.CN : undefined;
    requests.push({ path, authorization: headers.authorization, client });
    if (redirectTo !== undefined) return void response.writeHead(302, { location: redirectTo }).end();
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ path }));
  });
  return { requests, ...(await listen(server)) };
}

async function listen(server: Server): Promise<{ readonly port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise(closed => server.close(closed));
    },
  };
}

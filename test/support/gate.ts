import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before a service and lets requests through only while it is open: so a test decides when answers come. */
export interface Gate {
  readonly url: string;
  /** How many requests have come to the gate, let through or not. */
  arrived(): number;
  /** Resolves when so many requests have come. */
  arrival(count: number): Promise<void>;
  shut(): void;
  /** Lets through what waits and what comes. */
  open(): void;
  close(): Promise<void>;
}

/** Starts a gate before the service at `target`; shut, unless `isOpen`. */
export async function startGate(target: string, isOpen = false): Promise<Gate> {
  let opened = isOpen;
  let arrived = 0;
  let waiting: (() => void)[] = [];
  let watching: (() => void)[] = [];

  const server = createServer((incoming, response) => {
    arrived++;
    for (const look of watching) look();
    const pass = (): void => {
      const url = new URL(incoming.url ?? '/', target);
      const outgoing = forward(url, { method: incoming.method, headers: { ...incoming.headers, host: url.host } }, answer => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      outgoing.on('error', () => response.destroy());
      incoming.pipe(outgoing);
    };
    if (opened) pass();
    else waiting.push(pass);
  });
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived: () => arrived,
    arrival: count =>
      new Promise(resolve => {
        const look = (): void => {
          if (arrived < count) return;
          watching = watching.filter(other => other !== look);
          resolve();
        };
        watching.push(look);
        look();
      }),
    shut: () => {
      opened = false;
    },
    open: () => {
      opened = true;
      for (const pass of waiting) pass();
      waiting = [];
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise(closed => server.close(closed));
    },
  };
}

// The heap of a server's process, asked from the outside by the inspector's protocol: nothing of the product knows of it.
// https://chromedevtools.github.io/devtools-protocol/v8/HeapProfiler/#method-collectGarbage
import { WebSocket } from 'undici';

export interface HeapGauge {
  /** Bytes in use after garbage was collected. */
  used(): Promise<number>;
  close(): void;
}

/** @param stderr of a process started with `--inspect=127.0.0.1:0` */
export async function openHeapGauge(stderr: string): Promise<HeapGauge> {
  const [, address] = /listening on (ws:\S+)/.exec(stderr) ?? [];
  if (address === undefined) throw new Error(`there is no inspector: ${stderr}`);
  const socket = new WebSocket(address);
  const waiting = new Map<number, (result: unknown) => void>();
  socket.addEventListener('message', ({ data }) => {
    const { id, result } = JSON.parse(String(data)) as { id?: number; result?: unknown };
    if (id !== undefined) waiting.get(id)?.(result);
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', () => reject(new Error('the inspector does not answer')));
  });
  let count = 0;
  const ask = (method: string): Promise<unknown> =>
    new Promise(resolve => {
      waiting.set(++count, resolve);
      socket.send(JSON.stringify({ id: count, method }));
    });
  return {
    used: async () => {
      // what finalizers let go of is collected by the second one
      await ask('HeapProfiler.collectGarbage');
      await ask('HeapProfiler.collectGarbage');
      return ((await ask('Runtime.getHeapUsage')) as { usedSize: number }).usedSize;
    },
    close: () => socket.close(),
  };
}

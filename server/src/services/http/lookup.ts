import { type LookupAddress, type LookupOptions, lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';

/**
 * A name look-up for sockets in which connections to one host that are opened at the same time share one question. Without it, forty
 * connections to a host that does not resolve would keep every thread of Node's small pool busy for as long as the resolver takes.
 */
export function createLookup(): LookupFunction {
  const underWay = new Map<string, Promise<LookupAddress[]>>();

  function addressesOf(host: string, options: LookupOptions): Promise<LookupAddress[]> {
    const key = `${host} ${options.family ?? 0} ${options.hints ?? 0}`;
    const known = underWay.get(key);
    if (known !== undefined) return known;
    const asked = new Promise<LookupAddress[]>((resolve, reject) => {
      systemLookup(host, { ...options, all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
    });
    underWay.set(key, asked);
    const forget = () => underWay.delete(key);
    asked.then(forget, forget);
    return asked;
  }

  return (host, options, callback) => {
    addressesOf(host, options).then(
      addresses => {
        const first = addresses[0];
        if (options.all) callback(null, addresses);
        else callback(null, first?.address ?? '', first?.family ?? 0);
      },
      error => callback(error, ''),
    );
  };
}

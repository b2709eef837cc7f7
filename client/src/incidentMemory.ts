// Which messages about installed malware were shown on this machine: each once, over all windows and restarts.
import type { InstalledParams } from '../../server/src/protocol/index.js';

/** VS Code's `Memento`, as far as it is used. */
export interface Memory {
  get<T>(key: string, fallback: T): T;
  update(key: string, value: unknown): PromiseLike<void>;
}

type Incident = Pick<InstalledParams, 'ecosystem' | 'package' | 'version' | 'where' | 'environment'>;

const TOLD = 'incidents.told';
const MUTED = 'incidents.muted';
/** The oldest are forgotten. */
const MOST = 1000;

/** Whether a message is to be shown now; then it is remembered as shown. */
export function isNews(memory: Memory, incident: Incident): boolean {
  const told = keysIn(memory, TOLD);
  const key = findingKey(incident);
  if (told.includes(key) || keysIn(memory, MUTED).includes(releaseKey(incident))) return false;
  void memory.update(TOLD, [...told, key].slice(-MOST));
  return true;
}

/** Of this release there is to be no message any more, wherever it is installed. */
export function mute(memory: Memory, incident: Incident): void {
  void memory.update(MUTED, [...keysIn(memory, MUTED), releaseKey(incident)].slice(-MOST));
}

function keysIn(memory: Memory, list: string): readonly string[] {
  const kept = memory.get<unknown>(list, []);
  return Array.isArray(kept) ? kept : [];
}

function findingKey(incident: Incident): string {
  return JSON.stringify([releaseKey(incident), incident.environment ?? incident.where]);
}

function releaseKey({ ecosystem, package: name, version }: Incident): string {
  return JSON.stringify([ecosystem, name, version]);
}

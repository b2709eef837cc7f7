import type { Settings } from '../../policy/config.js';
import type { UpdateSummary } from '../../protocol/index.js';

/** Updates the offline database that the settings name. Rejects with a message fit to be shown. */
export type UpdateDatabase = (
  settings: Settings,
  onProgress: (text: string) => void,
  signal: AbortSignal,
) => Promise<Omit<UpdateSummary, 'cancelled'>>;

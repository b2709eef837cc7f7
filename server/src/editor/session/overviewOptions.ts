import type { OverviewOptions } from '../../reports/overview.js';
import type { Session } from './session.js';

/** What an overview of this workspace is made with, now. Row ids depend on it: who looks for a row again makes the overview with the same. */
export function overviewOptions({ workspace, services, clock }: Pick<Session, 'workspace' | 'services' | 'clock'>): OverviewOptions {
  const settings = workspace.settingsNow();
  return { roots: workspace.folders(), now: clock(), settings, ...services.now()?.databaseUse(settings.offline) };
}

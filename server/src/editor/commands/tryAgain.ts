import { isUnanswered, lockedIn } from '../../analysis/counts.js';
import { RETRY_COMMAND, type RetrySummary } from '../../protocol/index.js';
import type { CommandHandler } from '../dispatch/commandHandler.js';
import { tallyOf } from '../session/session.js';

type Needs = 'closed' | 'findings' | 'installed' | 'policyFiles' | 'refresh' | 'services';

export const tryAgain: CommandHandler<RetrySummary, Needs> = {
  command: RETRY_COMMAND,
  showsProgress: false,
  run: async session => {
    const { closed, findings, installed, refresh, services } = session;
    (await services.get()).tryAgain();
    for (const [uri, tally] of findings.tallies()) if (isUnanswered(tally)) refresh.later(uri, 0);
    installed.lookLater(0);
    await Promise.all([refresh.settled(), closed.rescan(closed.unanswered())]);
    const tally = tallyOf(session);
    return { unknown: tally.unknown, unknownLocked: lockedIn(tally).unknown };
  },
};

import { type ExecuteCommandParams, ExecuteCommandRequest, WorkDoneProgressReporter } from 'vscode-languageserver';
import { COMMAND_HANDLERS } from '../commands/index.js';
import type { CommandProgress } from '../dispatch/commandHandler.js';
import type { RequestHandler } from '../dispatch/requestHandler.js';
import type { Session } from '../session/session.js';

/** Any command may use anything of the session. */
export const executeCommand: RequestHandler<ExecuteCommandParams, unknown, keyof Session> = {
  method: ExecuteCommandRequest.method,
  handle: async (session, { command, workDoneToken, arguments: args = [] }, token) => {
    const handler = COMMAND_HANDLERS.find(one => one.command === command);
    if (!handler) throw new Error(`there is no command ${command}`);
    const { window } = session.connection;
    const given: CommandProgress = window.attachWorkDoneProgress(workDoneToken);
    const isToBeCreated = handler.showsProgress && WorkDoneProgressReporter.isNullInstance(given);
    const progress = isToBeCreated ? await window.createWorkDoneProgress().catch(() => given) : given;
    return handler.run(session, progress, token, args);
  },
};

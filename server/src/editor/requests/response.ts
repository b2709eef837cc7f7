import { RESPONSE_REQUEST } from '../../protocol/index.js';
import type { CustomRequestHandler } from '../dispatch/requestHandler.js';

export const response: CustomRequestHandler<typeof RESPONSE_REQUEST, 'installed'> = {
  method: RESPONSE_REQUEST,
  handle: ({ installed }, params) => installed.respond(params),
};

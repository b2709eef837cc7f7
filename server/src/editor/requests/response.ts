import { RESPONSE_REQUEST } from '../../protocol.js';
import type { CustomRequestHandler } from '../requestHandler.js';

export const response: CustomRequestHandler<typeof RESPONSE_REQUEST, 'installed'> = {
  method: RESPONSE_REQUEST,
  handle: ({ installed }, params) => installed.respond(params),
};

import { afterAll, beforeAll, describe, it } from 'vitest';
import {
  expectPrivateRequests,
  expectPublicRequests,
  type PrivateServices,
  privateWorkspace,
  startPrivateServices,
  TOKEN,
} from '../support/privateNames.js';
import { useCommandLine } from './support.js';

const cli = useCommandLine();

let ofCompany: PrivateServices;
beforeAll(async () => {
  ofCompany = await startPrivateServices();
});
afterAll(() => ofCompany.close());

describe('a workspace full of private names', () => {
  it('has none of them told to anybody but their own registries', async () => {
    await cli.write(privateWorkspace(ofCompany, false));
    await cli.report(['--trust', '--fail-on', 'never'], { env: TOKEN });
    expectPublicRequests(cli.services);
    expectPrivateRequests(ofCompany);
  });
});

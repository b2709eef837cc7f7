// What is to be done after a compromise, whatever the ecosystem.
import type { ResponseRecipe } from '../ecosystems/shared/responseRecipe.js';

/** What an account of a developer, or a build job, commonly has. */
export const SECRETS: readonly string[] = [
  'tokens for publishing packages (npm, PyPI) and for GitHub, GitLab and other forges',
  'SSH keys and signing keys',
  'cloud credentials (AWS, Google Cloud, Azure) and Kubernetes configuration',
  'API keys and passwords in environment variables, .env files and CI secrets',
  'passwords and sessions kept in browsers and password managers that were open',
  'cryptocurrency wallets: move the funds',
];

/** Where malware stays that wants to come back. */
export const COMMON_TRACES: readonly string[] = [
  'scheduled jobs, services and things started at login (cron, systemd user services, launch agents, the Windows task scheduler)',
  'lines that you did not write in ~/.bashrc, ~/.zshrc and other profiles, and keys in ~/.ssh/authorized_keys',
  'workflows, runners, deploy keys, webhooks and repositories at your forge that you did not make',
  'logins and uses of tokens that you cannot explain, in the audit logs of forge, cloud and registry',
];

/** Of an ecosystem that has no steps of its own. */
export const NO_RECIPE: Pick<ResponseRecipe, 'caution' | 'how' | 'reinstall' | 'caches' | 'persistence'> = {
  caution: '',
  how: '',
  reinstall: () => [],
  caches: () => [],
  persistence: [],
};

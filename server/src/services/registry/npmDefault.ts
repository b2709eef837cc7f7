import npm from '@pnpm/npm-conf/lib/defaults.js';

/** npm's own registry, without a slash at its end. */
export const NPM_URL: string = npm.defaults.registry.replace(/\/+$/, '');

/** npm's own registry, without a slash at its end. https://docs.npmjs.com/cli/using-npm/config#registry */
export const NPM_URL = 'https://registry.npmjs.org';

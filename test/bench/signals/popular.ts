/** A hundred packages that most projects have somewhere, of all kinds: with and without native code, of one person and of companies, from monorepos. */
export const POPULAR: readonly string[] = `
  @babel/core @babel/parser @babel/preset-env @esbuild/linux-x64 @jest/core @reduxjs/toolkit @rollup/plugin-node-resolve @tailwindcss/oxide
  @tanstack/react-query @testing-library/react @types/react @typescript-eslint/parser @vitejs/plugin-react ajv async autoprefixer axios
   body-parser browserslist bcrypt chalk chokidar commander concurrently core-js   cross-spawn date-fns dayjs debug
  dotenv electron esbuild eslint eslint-config-prettier eslint-plugin-import eslint-plugin-react execa express fast-glob fastify fs-extra glob
  graphql got helmet husky immer inquirer jest jose jsdom jsonwebtoken knex  lodash lru-cache marked minimist mocha moment mongodb
  mongoose mysql2 nanoid next node-fetch nodemon  pg pino playwright-core pnpm postcss prettier prisma puppeteer  react react-dom
  react-router redis rimraf rollup rxjs sass semver sharp socket.io styled-components tailwindcss   tslib tsx typescript undici
  uuid vite vitest vue webpack winston  yargs zod zustand
`
  .trim()
  .split(/\s+/);

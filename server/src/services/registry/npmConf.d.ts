// npm's own defaults; which registry it asks is what is used of them. The package ships no types.
declare module '@pnpm/npm-conf/lib/defaults.js' {
  const npm: { readonly defaults: { readonly registry: string } };
  export default npm;
}

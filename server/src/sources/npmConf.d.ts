// npm's own defaults: where its configuration files are and which registry it asks. The package ships no types.
declare module '@pnpm/npm-conf/lib/defaults.js' {
  const npm: { readonly defaults: { readonly registry: string; readonly userconfig: string; readonly globalconfig: string } };
  export default npm;
}

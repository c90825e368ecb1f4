// The otr package has no types; package.ts gives its insides theirs.
declare module "otr/lib/const.js" {
  export const N: string;
}
declare module "otr/lib/*.js" {
  const value: unknown;
  export default value;
}

declare module "virtual:texts/desk" {
  const files: Record<"de" | "en" | "fr", string>;
  export default files;
}
declare module "virtual:texts/portal" {
  const files: Record<"de" | "en" | "fr", string>;
  export default files;
}

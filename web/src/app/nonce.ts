/** Without it the content security policy refuses a style element that a part of ours adds. */
export function pageNonce(): string | undefined {
  const meta = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]');
  return meta?.nonce || meta?.getAttribute("nonce") || undefined;
}

/** The scroll lock under a dialog adds a style element. It asks this global for the nonce. */
export function allowStyles(): void {
  const nonce = pageNonce();
  if (nonce) Object.assign(globalThis, { __webpack_nonce__: nonce });
}

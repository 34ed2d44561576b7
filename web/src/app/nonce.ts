/** The scroll lock under a dialog adds a style element. It asks this global for the page's nonce,
 *  without which the content security policy would refuse it. */
export function allowStyles(): void {
  const meta = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]');
  const nonce = meta?.nonce || meta?.getAttribute("nonce");
  if (nonce) Object.assign(globalThis, { __webpack_nonce__: nonce });
}

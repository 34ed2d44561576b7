import type { AnchorHTMLAttributes } from "react";
import { go } from "./address";

/** A link to a page of this tab; with a modifier key the browser opens it as any other link. */
export function Go({ href, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }) {
  return (
    <a
      {...rest}
      href={href}
      onClick={(event) => {
        if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
          return;
        event.preventDefault();
        go(href);
      }}
    />
  );
}

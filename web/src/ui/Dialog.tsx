import { lazy, type ReactNode, Suspense } from "react";

export interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  /** One or two sentences under the title: what this does and what it breaks. */
  lead?: ReactNode;
  children?: ReactNode;
  /** The buttons; what leads on stands right. */
  actions?: ReactNode;
  size?: "small" | "normal" | "wide";
  /** A sheet comes from the right and keeps the page beside it in view. */
  as?: "dialog" | "sheet";
}

// The focus trap and the scroll lock weigh more than most screens; a page without an open dialog
// does not load them.
const Impl = lazy(() => import("./DialogImpl"));

/** A question or a form over the page. Escape and the ground beside it close it. */
export function Dialog(props: DialogProps) {
  if (!props.open) return null;
  return (
    <Suspense fallback={null}>
      <Impl {...props} />
    </Suspense>
  );
}

export function Sheet(props: Omit<DialogProps, "as">) {
  return <Dialog {...props} as="sheet" />;
}

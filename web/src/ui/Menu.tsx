import type { LucideIcon } from "lucide-react";
import {
  cloneElement,
  type HTMLAttributes,
  lazy,
  type ReactElement,
  type ReactNode,
  Suspense,
  useState,
} from "react";

export interface MenuItem {
  label: string;
  /** Second, smaller line. */
  detail?: string;
  icon?: LucideIcon;
  run?: () => void;
  href?: string;
  danger?: boolean;
  /** Why it cannot be chosen; the item stays readable. */
  refused?: string | null;
  /** A tick: this is the present choice. */
  checked?: boolean;
  /** One of several choices: the menu stays open for the next. */
  stays?: boolean;
  shortcut?: string;
  aside?: ReactNode;
}
export interface MenuGroup {
  label?: string;
  items: MenuItem[];
}
export interface MenuProps {
  trigger: ReactElement<HTMLAttributes<HTMLElement>>;
  groups: MenuGroup[];
  align?: "start" | "end";
  /** It was asked for before its entries were known. */
  at_once?: boolean;
}

const load = () => import("./MenuImpl");
const Impl = lazy(load);

/** A menu behind a button. Its code is loaded when someone is about to open it. */
export function Menu(props: MenuProps) {
  const [wanted, setWanted] = useState(props.at_once ?? false);
  const own = props.trigger.props;
  const closed = cloneElement(props.trigger, {
    "aria-haspopup": "menu",
    "aria-expanded": false,
    onPointerEnter: (event) => {
      own.onPointerEnter?.(event);
      void load();
    },
    onClick: (event) => {
      own.onClick?.(event);
      setWanted(true);
    },
    onKeyDown: (event) => {
      own.onKeyDown?.(event);
      if (event.key === "ArrowDown") {
        event.preventDefault();
        setWanted(true);
      }
    },
  });
  if (!wanted) return closed;
  return (
    <Suspense fallback={closed}>
      <Impl {...props} />
    </Suspense>
  );
}

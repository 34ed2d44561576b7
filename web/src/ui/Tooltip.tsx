import {
  cloneElement,
  type HTMLAttributes,
  type ReactElement,
  useEffect,
  useId,
  useRef,
  useState,
} from "react";
import { createPortal } from "react-dom";
import styles from "./Tooltip.module.css";

const kDelayMs = 400;

/** A word beside a control on hover and on focus; Escape hides it, the pointer may rest on it
 *  (WCAG 1.4.13). Never the only place of something one has to know. */
export function Tooltip({
  text,
  children,
}: {
  text: string;
  children: ReactElement<HTMLAttributes<HTMLElement>>;
}) {
  const id = useId();
  const [place, setPlace] = useState<{ left: number; top: number; above: boolean } | null>(null);
  const timer = useRef<number | undefined>(undefined);

  const show = (target: HTMLElement, delay_ms: number) => {
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      const box = target.getBoundingClientRect();
      const above = box.bottom + 48 > window.innerHeight;
      setPlace({
        left: Math.min(Math.max(box.left + box.width / 2, 88), window.innerWidth - 88),
        top: above ? box.top - 6 : box.bottom + 6,
        above,
      });
    }, delay_ms);
  };
  const hide = () => {
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => setPlace(null), 120);
  };

  useEffect(() => () => window.clearTimeout(timer.current), []);
  useEffect(() => {
    if (!place) return;
    const close = (event: KeyboardEvent) => event.key === "Escape" && setPlace(null);
    window.addEventListener("keydown", close, true);
    return () => window.removeEventListener("keydown", close, true);
  }, [place]);

  const own = children.props;
  const named = own["aria-label"] === text;
  return (
    <>
      {cloneElement(children, {
        "aria-describedby": place && !named ? id : own["aria-describedby"],
        onPointerEnter: (event) => {
          own.onPointerEnter?.(event);
          if (event.pointerType !== "touch") show(event.currentTarget, kDelayMs);
        },
        onPointerLeave: (event) => {
          own.onPointerLeave?.(event);
          hide();
        },
        onFocus: (event) => {
          own.onFocus?.(event);
          if (event.currentTarget.matches(":focus-visible")) show(event.currentTarget, 0);
        },
        onBlur: (event) => {
          own.onBlur?.(event);
          hide();
        },
      })}
      {place &&
        createPortal(
          <div
            role="tooltip"
            id={id}
            className={styles.tip}
            data-above={place.above || undefined}
            style={{ left: place.left, top: place.top }}
            onPointerEnter={() => window.clearTimeout(timer.current)}
            onPointerLeave={hide}
          >
            {text}
          </div>,
          document.body,
        )}
    </>
  );
}

import type { LucideIcon } from "lucide-react";

/** A drawing beside a word; it says nothing on its own and is silent to a screen reader. */
export function Icon({
  of: Drawing,
  size = 16,
}: {
  of: LucideIcon;
  size?: 12 | 14 | 16 | 18 | 20;
}) {
  return <Drawing size={size} strokeWidth={size === 12 ? 2.25 : 1.75} aria-hidden="true" />;
}

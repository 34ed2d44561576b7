import { Link, Outlet, useMatches } from "@tanstack/react-router";
import { type TextKey, useText } from "../i18n/index";
import { buttonClass } from "../ui/Button";
import { type Needed, RightMissing } from "./RightMissing";
import { Screen } from "./Screen";
import { useCan } from "./session";

declare module "@tanstack/react-router" {
  interface StaticDataRouteOption {
    /** Without this right the screen of this name says so instead of loading. */
    needs?: { right: Needed; title: TextKey };
  }
}

/** The screen of the address, or what the reader lacks for it. The rail stays where it is. */
export function Guarded() {
  const t = useText();
  const can = useCan();
  const needs = useMatches({
    select: (matches) => matches.map((match) => match.staticData.needs).find(Boolean),
  });
  if (!needs || can(needs.right)) return <Outlet />;
  return (
    <Screen title={t(needs.title)}>
      <RightMissing
        right={needs.right}
        way_on={
          <Link to="/" className={buttonClass("primary")}>
            {t("ui.error.to_start")}
          </Link>
        }
      />
    </Screen>
  );
}

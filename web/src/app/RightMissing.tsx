import type { ReactNode } from "react";
import type { Permission } from "../api/types";
import { type TextKey, useText } from "../i18n/index";
import { NoPermission } from "../ui/feedback";
import { actingMembership, useSession } from "./session";

type NamedIn<Key> = Key extends `ui.error.right.${infer Right}` ? Right : never;
/** A right that a screen can ask for: one that has a name in the texts. */
export type Needed = NamedIn<TextKey> & Permission;

/** In place of a screen: which right is missing, who can give it, and the way on. */
export function RightMissing({ right, way_on }: { right: Needed; way_on: ReactNode }) {
  const t = useText();
  const role = actingMembership(useSession())?.role;
  return (
    <NoPermission
      message={
        <>
          <p>
            {t("ui.error.right_missing", {
              right: t(`ui.error.right.${right}`),
              role: role ? t(`role.${role}`) : "–",
            })}
          </p>
          <p>{t("ui.error.right_from")}</p>
        </>
      }
      actions={way_on}
    />
  );
}

import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Keyboard, type LucideIcon, Mail, Moon, Plus, Settings, Sun, Users } from "lucide-react";
import { useMemo } from "react";
import { api } from "../api/client";
import type { Session, ThemeChoice } from "../api/types";
import { useText } from "../i18n/index";
import { openCheatSheet } from "./palette";
import { kSessionKey, useCan, useSession } from "./session";
import { applyTheme } from "./theme";

export interface PaletteCommand {
  label: string;
  icon?: LucideIcon;
  run: () => void;
}

/** The commands of the palette that work on every screen. */
export function useCommands(): PaletteCommand[] {
  const t = useText();
  const navigate = useNavigate();
  const can = useCan();
  const chooseTheme = useThemeChoice();
  return useMemo(() => {
    const go = (to: string) => () => void navigate({ to });
    return [
      { label: t("ui.nav.start"), run: go("/") },
      ...(can("order_edit")
        ? [{ label: t("ui.inbox.new_order"), icon: Plus, run: go("/carts") }]
        : []),
      { label: t("ui.palette.dark"), icon: Moon, run: () => chooseTheme("dark") },
      { label: t("ui.palette.light"), icon: Sun, run: () => chooseTheme("light") },
      { label: t("ui.keys.cheat_sheet"), icon: Keyboard, run: openCheatSheet },
      { label: t("ui.nav.profile"), icon: Settings, run: go("/settings/profile") },
      ...(can("user_read")
        ? [{ label: t("ui.nav.users"), icon: Users, run: go("/settings/users") }]
        : []),
      ...(can("outbox_read")
        ? [{ label: t("ui.nav.outbox"), icon: Mail, run: go("/outbox") }]
        : []),
    ];
  }, [t, navigate, can, chooseTheme]);
}

/** Changes the theme at once and keeps it with the user. */
export function useThemeChoice(): (theme: ThemeChoice) => void {
  const client = useQueryClient();
  const session = useSession();
  return useMemo(
    () => (theme: ThemeChoice) => {
      applyTheme(theme);
      client.setQueryData<Session>(kSessionKey, {
        ...session,
        user: { ...session.user, theme },
      });
      void api.patch("/me", { theme });
    },
    [client, session],
  );
}

import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import {
  Banknote,
  Download,
  FileText,
  Keyboard,
  type LucideIcon,
  Mail,
  MailPlus,
  Moon,
  Package,
  Percent,
  Plus,
  Settings,
  Sun,
  Tag,
  TextQuote,
  Truck,
  UserPlus,
  Users,
} from "lucide-react";
import { useMemo } from "react";
import { api } from "../api/client";
import type { Permission, Session, ThemeChoice } from "../api/types";
import { type TextKey, useText } from "../i18n/index";
import { openCheatSheet } from "./palette";
import type { Search } from "./search";
import { kSessionKey, useCan, useSession } from "./session";
import { applyTheme } from "./theme";

export interface PaletteCommand {
  label: string;
  icon?: LucideIcon;
  run: () => void;
}

const kPlaces: {
  text: TextKey;
  icon: LucideIcon;
  to: string;
  search?: Search;
  needs: Permission;
}[] = [
  { text: "ui.nav.customers", icon: Users, to: "/customers", needs: "account_read" },
  {
    text: "ui.customers.new.customer",
    icon: UserPlus,
    to: "/customers",
    search: { new: "customer" },
    needs: "account_create",
  },
  {
    text: "ui.customers.new.prospect",
    icon: UserPlus,
    to: "/customers",
    search: { new: "prospect" },
    needs: "account_create",
  },
  { text: "ui.nav.products", icon: Package, to: "/products", needs: "catalog_read" },
  {
    text: "ui.products.new",
    icon: Plus,
    to: "/products",
    search: { new: "1" },
    needs: "catalog_manage",
  },
  { text: "ui.nav.price_lists", icon: Banknote, to: "/price-lists", needs: "settings_read" },
  {
    text: "ui.nav.price_requests",
    icon: Percent,
    to: "/price-requests",
    needs: "price_request_decide",
  },
  { text: "ui.nav.quotes", icon: FileText, to: "/quotes", needs: "order_read" },
  { text: "ui.nav.imports", icon: Download, to: "/imports", needs: "data_import" },
  { text: "ui.nav.labels", icon: Tag, to: "/settings/labels", needs: "settings_read" },
  {
    text: "ui.nav.text_blocks",
    icon: TextQuote,
    to: "/settings/text-blocks",
    needs: "settings_read",
  },
  { text: "ui.nav.methods", icon: Truck, to: "/settings/methods", needs: "settings_read" },
  { text: "ui.nav.templates", icon: MailPlus, to: "/settings/templates", needs: "settings_read" },
  { text: "ui.nav.users", icon: Users, to: "/settings/users", needs: "user_read" },
  { text: "ui.nav.outbox", icon: Mail, to: "/outbox", needs: "outbox_read" },
  { text: "ui.inbound.title", icon: Mail, to: "/inbound-mails", needs: "outbox_read" },
];

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
      ...kPlaces
        .filter((place) => can(place.needs))
        .map(({ text, icon, to, search }) => ({
          label: t(text),
          icon,
          run: () => void navigate({ to, search: search ?? {} }),
        })),
      { label: t("ui.palette.dark"), icon: Moon, run: () => chooseTheme("dark") },
      { label: t("ui.palette.light"), icon: Sun, run: () => chooseTheme("light") },
      { label: t("ui.keys.cheat_sheet"), icon: Keyboard, run: openCheatSheet },
      { label: t("ui.nav.profile"), icon: Settings, run: go("/settings/profile") },
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

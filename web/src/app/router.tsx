import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { ErrorState, Skeleton } from "../ui/feedback";
import { DeskShell } from "./Shell";
import { SignedIn } from "./SignedIn";
import { parseSearch, type Search, stringifySearch } from "./search";
import { accountInAddress } from "./session";

// One line per screen. Screens are loaded when first shown; an address that needs no session stands
// under `open`, everything else under `desk` (the rail with the views) or `settings` (its own rail).

const root = createRootRoute({
  component: Outlet,
  validateSearch: (search: Record<string, unknown>) => search as Search,
});

const open = createRoute({ getParentRoute: () => root, id: "open", component: Outlet });
const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  component: SignedIn,
});
const desk = createRoute({
  getParentRoute: () => signedIn,
  id: "desk",
  component: DeskShell,
});
const settings = createRoute({
  getParentRoute: () => signedIn,
  id: "settings",
  component: lazyRouteComponent(() => import("../settings/SettingsShell"), "SettingsShell"),
});

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}

const openRoutes = [
  createRoute({
    getParentRoute: () => open,
    path: "/login",
    component: lazyRouteComponent(() => import("../login/LoginScreen"), "LoginScreen"),
  }),
  createRoute({
    getParentRoute: () => open,
    path: "/setup",
    component: lazyRouteComponent(() => import("../login/SetupScreen"), "SetupScreen"),
  }),
  createRoute({
    getParentRoute: () => open,
    path: "/password/forgot",
    component: lazyRouteComponent(() => import("../login/ForgotScreen"), "ForgotScreen"),
  }),
  createRoute({
    getParentRoute: () => open,
    path: "/password/$token",
    component: lazyRouteComponent(() => import("../login/PasswordScreen"), "PasswordScreen"),
  }),
  createRoute({
    getParentRoute: () => open,
    path: "/email/$token",
    component: lazyRouteComponent(() => import("../login/EmailScreen"), "EmailScreen"),
  }),
] as const;

const deskRoutes = [
  createRoute({
    getParentRoute: () => desk,
    path: "/",
    component: lazyRouteComponent(() => import("../start/StartScreen"), "StartScreen"),
  }),
  createRoute({
    getParentRoute: () => desk,
    path: "/orders",
    staticData: { needs: { right: "order_read", title: "ui.inbox.orders" } },
    component: lazyRouteComponent(() => import("../orders/OrdersScreen"), "OrdersScreen"),
  }),
  createRoute({
    getParentRoute: () => desk,
    path: "/orders/$number",
    staticData: { needs: { right: "order_read", title: "ui.inbox.orders" } },
    component: lazyRouteComponent(() => import("../orders/OrderScreen"), "OrderScreen"),
  }),
  createRoute({
    getParentRoute: () => desk,
    path: "/carts",
    staticData: { needs: { right: "order_edit", title: "ui.nav.carts" } },
    component: lazyRouteComponent(() => import("../orders/CartsScreen"), "CartsScreen"),
  }),
  createRoute({
    getParentRoute: () => desk,
    path: "/carts/$account",
    staticData: { needs: { right: "order_read", title: "ui.nav.carts" } },
    component: lazyRouteComponent(() => import("../orders/CartsScreen"), "CustomerCartsScreen"),
  }),
  createRoute({
    getParentRoute: () => desk,
    path: "/carts/$account/$number",
    staticData: { needs: { right: "order_read", title: "ui.nav.carts" } },
    component: lazyRouteComponent(() => import("../orders/CartScreen"), "CartScreen"),
  }),
  createRoute({
    getParentRoute: () => desk,
    path: "/price-requests",
    staticData: { needs: { right: "order_read", title: "ui.nav.price_requests" } },
    component: lazyRouteComponent(
      () => import("../pricing/PriceRequestsScreen"),
      "PriceRequestsScreen",
    ),
  }),
  createRoute({
    getParentRoute: () => desk,
    path: "/quotes",
    staticData: { needs: { right: "order_read", title: "ui.nav.quotes" } },
    component: lazyRouteComponent(() => import("../quotes/QuotesScreen"), "QuotesScreen"),
  }),
  createRoute({
    getParentRoute: () => desk,
    path: "/customers",
    staticData: { needs: { right: "account_read", title: "ui.nav.customers" } },
    component: lazyRouteComponent(() => import("../customers/CustomersScreen"), "CustomersScreen"),
  }),
  createRoute({
    getParentRoute: () => desk,
    path: "/customers/$number",
    staticData: { needs: { right: "account_read", title: "ui.nav.customers" } },
    component: lazyRouteComponent(() => import("../customers/CustomerScreen"), "CustomerScreen"),
  }),
  createRoute({
    getParentRoute: () => desk,
    path: "/products",
    staticData: { needs: { right: "catalog_read", title: "ui.nav.products" } },
    component: lazyRouteComponent(() => import("../products/ProductsScreen"), "ProductsScreen"),
  }),
  createRoute({
    getParentRoute: () => desk,
    path: "/products/$id",
    staticData: { needs: { right: "catalog_read", title: "ui.nav.products" } },
    component: lazyRouteComponent(() => import("../products/ProductScreen"), "ProductScreen"),
  }),
  createRoute({
    getParentRoute: () => desk,
    path: "/price-lists",
    staticData: { needs: { right: "settings_read", title: "ui.nav.price_lists" } },
    component: lazyRouteComponent(() => import("../prices/PriceListsScreen"), "PriceListsScreen"),
  }),
  createRoute({
    getParentRoute: () => desk,
    path: "/price-lists/$id",
    staticData: { needs: { right: "settings_read", title: "ui.nav.price_lists" } },
    component: lazyRouteComponent(() => import("../prices/PriceListScreen"), "PriceListScreen"),
  }),
  createRoute({
    getParentRoute: () => desk,
    path: "/imports",
    staticData: { needs: { right: "data_import", title: "ui.nav.imports" } },
    component: lazyRouteComponent(() => import("../imports/ImportsScreen"), "ImportsScreen"),
  }),
  createRoute({
    getParentRoute: () => desk,
    path: "/outbox",
    staticData: { needs: { right: "outbox_read", title: "ui.outbox.title" } },
    component: lazyRouteComponent(() => import("../outbox/OutboxScreen"), "OutboxScreen"),
  }),
  createRoute({
    getParentRoute: () => desk,
    path: "/inbound-mails",
    staticData: { needs: { right: "outbox_read", title: "ui.inbound.title" } },
    component: lazyRouteComponent(() => import("../inbound/InboundScreen"), "InboundScreen"),
  }),
  createRoute({
    getParentRoute: () => desk,
    path: "$",
    component: lazyRouteComponent(() => import("./NotFound"), "NotFound"),
  }),
] as const;

const settingsRoutes = [
  createRoute({
    getParentRoute: () => settings,
    path: "/settings",
    beforeLoad: () => {
      throw redirect({ to: "/settings/profile" });
    },
  }),
  createRoute({
    getParentRoute: () => settings,
    path: "/settings/profile",
    component: lazyRouteComponent(() => import("../settings/ProfileScreen"), "ProfileScreen"),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: "/settings/keys",
    component: lazyRouteComponent(() => import("../settings/KeysScreen"), "KeysScreen"),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: "/settings/users",
    staticData: { needs: { right: "user_read", title: "ui.users.title" } },
    component: lazyRouteComponent(() => import("../settings/UsersScreen"), "UsersScreen"),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: "/settings/company",
    staticData: { needs: { right: "settings_read", title: "ui.nav.company" } },
    component: lazyRouteComponent(() => import("../settings/CompanyScreen"), "CompanyScreen"),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: "/settings/mailbox",
    staticData: { needs: { right: "settings_read", title: "ui.nav.mailbox" } },
    component: lazyRouteComponent(() => import("../settings/MailboxScreen"), "MailboxScreen"),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: "/settings/labels",
    staticData: { needs: { right: "settings_read", title: "ui.nav.labels" } },
    component: lazyRouteComponent(() => import("../settings/LabelsScreen"), "LabelsScreen"),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: "/settings/text-blocks",
    staticData: { needs: { right: "settings_read", title: "ui.nav.text_blocks" } },
    component: lazyRouteComponent(() => import("../settings/TextBlocksScreen"), "TextBlocksScreen"),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: "/settings/methods",
    staticData: { needs: { right: "settings_read", title: "ui.nav.methods" } },
    component: lazyRouteComponent(() => import("../settings/MethodsScreen"), "MethodsScreen"),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: "/settings/templates",
    staticData: { needs: { right: "settings_read", title: "ui.nav.templates" } },
    component: lazyRouteComponent(() => import("../settings/TemplatesScreen"), "TemplatesScreen"),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: "/settings/quotes",
    staticData: { needs: { right: "letterhead_manage", title: "ui.nav.quotes" } },
    component: lazyRouteComponent(
      () => import("../settings/QuoteSettingsScreen"),
      "QuoteSettingsScreen",
    ),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: "/settings/access",
    staticData: { needs: { right: "access_request_decide", title: "ui.nav.access" } },
    component: lazyRouteComponent(() => import("../settings/AccessScreen"), "AccessScreen"),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: "/settings/api-keys",
    staticData: { needs: { right: "api_key_manage", title: "ui.nav.api_keys" } },
    component: lazyRouteComponent(() => import("../settings/ApiKeysScreen"), "ApiKeysScreen"),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: "/settings/jobs",
    staticData: { needs: { right: "jobs_manage", title: "ui.nav.jobs" } },
    component: lazyRouteComponent(() => import("../settings/JobsScreen"), "JobsScreen"),
  }),
] as const;

const routeTree = root.addChildren([
  open.addChildren(openRoutes),
  signedIn.addChildren([desk.addChildren(deskRoutes), settings.addChildren(settingsRoutes)]),
]);

export function makeRouter() {
  const number = accountInAddress();
  return createRouter({
    routeTree,
    // The account one acts for leads every address of this tab (R19); switching is a new address.
    basepath: number === null ? "/" : `/a/${encodeURIComponent(number)}`,
    parseSearch,
    stringifySearch,
    defaultPendingMs: 300,
    defaultPendingComponent: () => <Skeleton lines={8} />,
    defaultErrorComponent: ({ error, reset }) => <ErrorState error={error} retry={reset} />,
    scrollRestoration: true,
  });
}

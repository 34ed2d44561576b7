import "../ui/base.css";
import files from "virtual:texts/desk";
import { RouterProvider } from "@tanstack/react-router";
import { boot } from "./boot";
import { makeRouter } from "./router";

const router = makeRouter();
// The screen's script is on its way together with texts and session, not after them.
for (const route of router.getMatchedRoutes(router.latestLocation.pathname)[0]) {
  void route.options.component?.preload?.();
}
await boot(files, () => <RouterProvider router={router} />);

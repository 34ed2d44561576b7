import "../ui/base.css";
import files from "virtual:texts/portal";
import { boot } from "../app/boot";
import { loadSignedIn, PortalApp } from "./PortalApp";

await boot(
  files,
  () => <PortalApp />,
  async (session) => (await session) && loadSignedIn(),
);

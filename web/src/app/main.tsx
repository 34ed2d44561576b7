import "../ui/base.css";
import files from "virtual:texts/desk";
import { RouterProvider } from "@tanstack/react-router";
import { boot } from "./boot";
import { makeRouter } from "./router";

const router = makeRouter();
await boot(
  files,
  () => <RouterProvider router={router} />,
  () => router.load(),
);

import "../ui/base.css";
import files from "virtual:texts/desk";
import { RouterProvider } from "@tanstack/react-router";
import { boot } from "./boot";
import { makeRouter } from "./router";

await boot(files, () => <RouterProvider router={makeRouter()} />);

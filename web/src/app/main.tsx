import "../ui/base.css";
import files from "virtual:texts/desk";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { queries } from "../api/query";
import { changeLocale, guessLocale, setTextFiles } from "../i18n/load";
import { Toaster } from "../ui/toast";
import { allowStyles } from "./nonce";
import { makeRouter } from "./router";
import { kSessionKey, loadSession } from "./session";
import { followSystemTheme } from "./theme";

allowStyles();
followSystemTheme();
setTextFiles(files);

// Both are needed before anything can be shown, and neither waits for the other.
const asked = queries.prefetchQuery({ queryKey: kSessionKey, queryFn: loadSession });
await Promise.all([changeLocale(guessLocale()), asked]);

const place = document.getElementById("root");
if (place) {
  createRoot(place).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <RouterProvider router={makeRouter()} />
        <Toaster />
      </QueryClientProvider>
    </StrictMode>,
  );
}

import "../ui/base.css";
import files from "virtual:texts/portal";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { queries } from "../api/query";
import { allowStyles } from "../app/nonce";
import { kSessionKey, loadSession } from "../app/session";
import { followSystemTheme } from "../app/theme";
import { changeLocale, guessLocale, setTextFiles } from "../i18n/load";
import { Toaster } from "../ui/toast";
import { PortalApp } from "./PortalApp";

allowStyles();
followSystemTheme();
setTextFiles(files);

const asked = queries.prefetchQuery({ queryKey: kSessionKey, queryFn: loadSession });
await Promise.all([changeLocale(guessLocale()), asked]);

const place = document.getElementById("root");
if (place) {
  createRoot(place).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <PortalApp />
        <Toaster />
      </QueryClientProvider>
    </StrictMode>,
  );
}

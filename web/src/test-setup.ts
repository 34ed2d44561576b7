import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeEach } from "vitest";
import german from "../../texts/de.json";
import { setTexts } from "./i18n/index";

// What is loaded when it is needed may take its time on a busy machine.
configure({ asyncUtilTimeout: 10_000 });
beforeEach(() => setTexts("de", german));
afterEach(cleanup);

import { cleanup } from "@testing-library/react";
import { afterEach, beforeEach } from "vitest";
import german from "../../texts/de.json";
import { setTexts } from "./i18n/index";

beforeEach(() => setTexts("de", german));
afterEach(cleanup);

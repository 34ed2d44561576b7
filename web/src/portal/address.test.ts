import { describe, expect, it } from "vitest";
import { addressOf, placeOf } from "./address";

describe("addresses of the portal", () => {
  it.each([
    ["/portal", null, ""],
    ["/portal/", null, ""],
    ["/portal/access", null, "access"],
    ["/portal/a/K-20417", "K-20417", ""],
    ["/portal/a/K-20417/", "K-20417", ""],
    ["/portal/a/G%2F501/people", "G/501", "people"],
  ])("reads %s", (pathname, number, page) => {
    expect(placeOf(pathname)).toEqual({ number, page });
  });

  it.each([
    ["", null],
    ["access", null],
    ["", "K-20417"],
    ["people", "G/501"],
  ])("writes page '%s' of account %s so that it reads the same", (page, number) => {
    expect(placeOf(addressOf(page, number))).toEqual({ number, page });
  });
});

import { fireEvent, render } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import { setShortcutMode, useShortcutListener, useShortcuts } from "./shortcuts";

const next = vi.fn();
const inbox = vi.fn();
const send = vi.fn();

function Screen({ overlay }: { overlay?: boolean }) {
  useShortcutListener();
  const group = "ui.keys.group_everywhere";
  const label = "ui.keys.palette";
  useShortcuts([
    { keys: "j", label, group, run: next },
    { keys: "g i", label, group, run: inbox },
    { keys: "Ctrl+Enter", label, group, run: send, always: true },
  ]);
  return (
    <>
      <input aria-label="Feld" />
      {overlay && <div role="dialog" />}
    </>
  );
}

beforeEach(() => {
  vi.clearAllMocks();
  setShortcutMode("on");
});

it("takes a single key, and two keys in a row", () => {
  const { container } = render(<Screen />);
  fireEvent.keyDown(container, { key: "j" });
  fireEvent.keyDown(container, { key: "g" });
  fireEvent.keyDown(container, { key: "i" });
  expect(next).toHaveBeenCalledTimes(1);
  expect(inbox).toHaveBeenCalledTimes(1);
});

it("leaves keys to whoever types and to an open dialog, but always sends with Ctrl+Enter", () => {
  const { getByLabelText, container, rerender } = render(<Screen />);
  fireEvent.keyDown(getByLabelText("Feld"), { key: "j" });
  expect(next).not.toHaveBeenCalled();
  fireEvent.keyDown(getByLabelText("Feld"), { key: "Enter", ctrlKey: true });
  expect(send).toHaveBeenCalledTimes(1);
  rerender(<Screen overlay />);
  fireEvent.keyDown(container, { key: "j" });
  expect(next).not.toHaveBeenCalled();
});

it("can be bound to Ctrl or switched off (WCAG 2.1.4)", () => {
  const { container } = render(<Screen />);
  setShortcutMode("ctrl");
  fireEvent.keyDown(container, { key: "j" });
  expect(next).not.toHaveBeenCalled();
  fireEvent.keyDown(container, { key: "j", ctrlKey: true });
  expect(next).toHaveBeenCalledTimes(1);
  setShortcutMode("off");
  fireEvent.keyDown(container, { key: "j", ctrlKey: true });
  fireEvent.keyDown(container, { key: "j" });
  expect(next).toHaveBeenCalledTimes(1);
});

it("gives the keys back when the screen goes", () => {
  const { container, unmount } = render(<Screen />);
  unmount();
  fireEvent.keyDown(container, { key: "j" });
  expect(next).not.toHaveBeenCalled();
});

import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Problem } from "../api/problem";
import { Button } from "./Button";
import { Dialog } from "./Dialog";
import { useDraft } from "./draft";
import { Form, MoneyInput, TextInput } from "./Field";
import { ErrorState } from "./feedback";
import { LoadMore } from "./LoadMore";
import { Menu } from "./Menu";
import { FulfilmentSign, PaymentSign, TurnSign } from "./signs";
import { Tabs } from "./Tabs";
import { showDelayed, showUndo, Toaster } from "./toast";

const nothing = () => undefined;

describe("Button", () => {
  it("says why it cannot be pressed and stays reachable", async () => {
    const pressed = vi.fn();
    render(
      <Button refused="Erst eine Adresse wählen." onClick={pressed}>
        Bestellen
      </Button>,
    );
    const button = screen.getByRole("button", { name: "Bestellen" });
    await userEvent.click(button);
    expect(pressed).not.toHaveBeenCalled();
    expect(button.getAttribute("aria-disabled")).toBe("true");
    await userEvent.hover(button);
    expect((await screen.findByRole("tooltip")).textContent).toBe("Erst eine Adresse wählen.");
    await userEvent.keyboard("{Escape}");
    expect(screen.queryByRole("tooltip")).toBeNull();
  });

  it("takes no click while its request is under way, nor submits a form", async () => {
    const sent = vi.fn();
    render(
      <Form onSubmit={sent}>
        <Button type="submit" pending>
          Speichern
        </Button>
      </Form>,
    );
    await userEvent.click(screen.getByRole("button", { name: "Speichern" }));
    expect(sent).not.toHaveBeenCalled();
  });
});

describe("Form", () => {
  const refusal = new Problem(422, {
    code: "invalid_input",
    detail: "Eine Angabe stimmt noch nicht.",
    errors: [{ pointer: "/email", code: "required", message: "Bitte füllen Sie dieses Feld aus." }],
  });
  function Sample({ problem }: { problem: Problem | null }) {
    const form = useDraft({ name: "", email: "" });
    return (
      <Form onSubmit={nothing} problem={problem}>
        <TextInput label="Name" {...form.bind("name")} />
        <TextInput label="E-Mail" hint="Für die Anmeldung" {...form.bind("email")} />
      </Form>
    );
  }

  it("puts the server's word beside its field, the cursor into it, and keeps what was typed", async () => {
    const { rerender } = render(<Sample problem={null} />);
    await userEvent.type(screen.getByLabelText("Name"), "Anna");
    rerender(<Sample problem={refusal} />);
    const email = screen.getByLabelText("E-Mail");
    expect(document.activeElement).toBe(email);
    expect(email.getAttribute("aria-invalid")).toBe("true");
    const described = (email.getAttribute("aria-describedby") ?? "").split(" ");
    const words = described.map((id) => document.getElementById(id)?.textContent);
    expect(words).toEqual(["Bitte füllen Sie dieses Feld aus.", "Für die Anmeldung"]);
    expect((screen.getByLabelText("Name") as HTMLInputElement).value).toBe("Anna");
  });

  it("shows a refusal that belongs to no field on top, as an alert", () => {
    render(<Sample problem={new Problem(409, { code: "conflict", detail: "Schon vergeben." })} />);
    expect(screen.getByRole("alert").textContent).toContain("Schon vergeben.");
  });
});

describe("MoneyInput", () => {
  function Price() {
    const [cents, setCents] = useState<number | null>(null);
    return (
      <>
        <MoneyInput label="Preis" currency="EUR" value={cents} onChange={setCents} />
        <output>{String(cents)}</output>
      </>
    );
  }

  it("reads what people type, tidies it on leaving, and leaves nonsense standing with a word", async () => {
    render(<Price />);
    const field = screen.getByLabelText("Preis") as HTMLInputElement;
    await userEvent.type(field, "1.234,5");
    expect(screen.getByRole("status", { hidden: true }).textContent).toBe("123450");
    await userEvent.tab();
    expect(field.value).toBe("1234,50");
    await userEvent.clear(field);
    await userEvent.type(field, "zwölf");
    await userEvent.tab();
    expect(field.value).toBe("zwölf");
    expect(field.getAttribute("aria-invalid")).toBe("true");
    expect(screen.getByRole("status", { hidden: true }).textContent).toBe("null");
  });
});

describe("Tabs", () => {
  function Sample() {
    const [key, setKey] = useState<"a" | "b" | "c">("a");
    const tabs = (["a", "b", "c"] as const).map((one) => ({ key: one, label: one }));
    return (
      <Tabs label="Arten" value={key} onChange={setKey} tabs={tabs}>
        {`Tafel ${key}`}
      </Tabs>
    );
  }

  it("moves by arrows, Home and End, with one stop in the tab order", async () => {
    render(<Sample />);
    await userEvent.tab();
    await userEvent.keyboard("{ArrowLeft}");
    expect(screen.getByRole("tabpanel").textContent).toBe("Tafel c");
    await userEvent.keyboard("{Home}{ArrowRight}");
    expect(screen.getByRole("tabpanel").textContent).toBe("Tafel b");
    expect(screen.getAllByRole("tab").filter((tab) => tab.tabIndex === 0)).toHaveLength(1);
  });
});

describe("overlays", () => {
  it("opens a dialog with the cursor in its first field and closes it by Escape", async () => {
    const close = vi.fn();
    render(
      <Dialog open onClose={close} title="Ablehnen" lead="Der Kunde bekommt eine Mail.">
        <TextInput label="Grund" value="" onChange={nothing} />
      </Dialog>,
    );
    const dialog = await screen.findByRole("dialog", { name: "Ablehnen" });
    expect(dialog.getAttribute("aria-describedby")).toBeTruthy();
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText("Grund")));
    await userEvent.keyboard("{Escape}");
    expect(close).toHaveBeenCalled();
  });

  it("stays open for several choices", async () => {
    function Labels() {
      const [chosen, setChosen] = useState<string[]>([]);
      const items = ["Express", "Ausland"].map((label) => ({
        label,
        stays: true,
        checked: chosen.includes(label),
        run: () => setChosen([...chosen, label]),
      }));
      return <Menu trigger={<button type="button">Etiketten</button>} groups={[{ items }]} />;
    }
    render(<Labels />);
    await userEvent.click(screen.getByRole("button", { name: "Etiketten" }));
    for (const name of ["Express", "Ausland"]) {
      await userEvent.click(await screen.findByRole("menuitemcheckbox", { name }));
    }
    const all = screen.getAllByRole("menuitemcheckbox");
    expect(all.map((one) => one.getAttribute("aria-checked"))).toEqual(["true", "true"]);
    await userEvent.keyboard("{Escape}");
    expect(screen.queryByRole("menuitemcheckbox")).toBeNull();
  });

  it("loads a menu when its button is pressed; what is refused can be read, not chosen", async () => {
    const run = vi.fn();
    render(
      <Menu
        trigger={<button type="button">Mehr</button>}
        groups={[
          {
            items: [
              { label: "Kopieren", run },
              { label: "Löschen", run, refused: "Es gibt schon eine Rechnung." },
            ],
          },
        ]}
      />,
    );
    await userEvent.click(screen.getByRole("button", { name: "Mehr" }));
    const refused = await screen.findByRole("menuitem", { name: /Rechnung/ });
    expect(refused.getAttribute("aria-disabled")).toBe("true");
    await userEvent.click(screen.getByRole("menuitem", { name: "Kopieren" }));
    expect(run).toHaveBeenCalledTimes(1);
  });
});

describe("toasts", () => {
  afterEach(() => vi.useRealTimers());

  it("offer to take something back for ten seconds", () => {
    vi.useFakeTimers();
    const undo = vi.fn();
    render(<Toaster />);
    fireEvent.click(document.body);
    showAndFlush(() => showUndo("Etikett vergeben", undo));
    fireEvent.click(screen.getByRole("button", { name: "Rückgängig" }));
    expect(undo).toHaveBeenCalledTimes(1);
    expect(screen.queryByText("Etikett vergeben")).toBeNull();
    showAndFlush(() => showUndo("Noch eins", undo));
    showAndFlush(() => vi.advanceTimersByTime(10_100));
    expect(screen.queryByText("Noch eins")).toBeNull();
  });

  it("hold a mail back for ten seconds; then, or on leaving the page, it goes once", () => {
    vi.useFakeTimers();
    const send = vi.fn();
    render(<Toaster />);
    showAndFlush(() => showDelayed("Wird gesendet", send));
    fireEvent.click(screen.getByRole("button", { name: "Rückgängig" }));
    showAndFlush(() => vi.advanceTimersByTime(20_000));
    expect(send).not.toHaveBeenCalled();
    showAndFlush(() => showDelayed("Wird gesendet", send));
    showAndFlush(() => window.dispatchEvent(new Event("pagehide")));
    showAndFlush(() => vi.advanceTimersByTime(20_000));
    expect(send).toHaveBeenCalledTimes(1);
  });

  function showAndFlush(step: () => unknown) {
    // fireEvent wraps in act(), which lets React take the change of the store.
    const once = () => void step();
    document.body.addEventListener("click", once, { once: true });
    fireEvent.click(document.body);
  }
});

describe("signs and states", () => {
  it("say payment, shipping and turn in words, not by colour alone", () => {
    render(
      <>
        <PaymentSign state="paid" />
        <FulfilmentSign state="partial" />
        <TurnSign turn="us" since_ms={0} now_ms={72 * 60_000} long />
      </>,
    );
    expect(screen.getByText(/bezahlt/).textContent).toBe("Zahlung: bezahlt");
    expect(screen.getByText(/teilweise/).textContent).toBe("Versand: teilweise");
    expect(document.body.textContent).toContain("Wir sind dran");
    expect(document.body.textContent?.replace(/\u00a0/g, " ")).toContain("seit 1 Std. 12 Min.");
  });

  it("do not ask for the next rows again by themselves once that has failed", async () => {
    const asked = vi.fn();
    const list = {
      total: null,
      more: true,
      loading_more: false,
      more_error: new Problem(503, { code: "overloaded", detail: "Gerade ist viel los." }),
      onMore: asked,
    };
    // Its end is always in view here.
    const seen = class {
      constructor(private readonly tell: (entries: { isIntersecting: boolean }[]) => void) {}
      observe() {
        this.tell([{ isIntersecting: true }]);
      }
      disconnect() {}
    };
    vi.stubGlobal("IntersectionObserver", seen);
    const { rerender } = render(<LoadMore shown={50} list={list} />);
    expect(asked).not.toHaveBeenCalled();
    expect(screen.getByRole("alert").textContent).toContain("Gerade ist viel los.");
    await userEvent.click(screen.getByRole("button", { name: "Erneut versuchen" }));
    expect(asked).toHaveBeenCalledTimes(1);
    rerender(<LoadMore shown={50} list={{ ...list, more_error: null }} />);
    expect(asked).toHaveBeenCalledTimes(2);
    vi.unstubAllGlobals();
  });

  it("give the request id to copy where it is our fault, and no retry where it would not help", () => {
    const broken = new Problem(500, {
      code: "internal",
      detail: "Unser Fehler.",
      request_id: "r-7",
    });
    const { rerender } = render(<ErrorState error={broken} retry={nothing} />);
    expect(screen.getByText("r-7")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Erneut versuchen" })).toBeTruthy();
    rerender(
      <ErrorState
        error={new Problem(404, { code: "not_found", detail: "Weg." })}
        retry={nothing}
      />,
    );
    expect(screen.queryByRole("button", { name: "Erneut versuchen" })).toBeNull();
    rerender(
      <ErrorState
        error={new Problem(403, { code: "role_forbids", detail: "Nur Preisstelle." })}
        retry={nothing}
      />,
    );
    expect(screen.getByText("Kein Zugriff")).toBeTruthy();
    expect(screen.getByText("Nur Preisstelle.")).toBeTruthy();
  });
});

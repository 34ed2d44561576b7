// What the customer reads of an event: the template's words, to be changed before they go.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../api/client";
import type { Order, EventWords as Words } from "../api/types";
import { useCan } from "../app/session";
import { useText } from "../i18n/index";
import { Switch, TextArea, TextInput } from "../ui/Field";
import styles from "./Events.module.css";

export interface Told {
  subject: string;
  body: string;
  notify: boolean;
}

export interface EventWords {
  subject: string;
  body: string;
  notify: boolean;
  set: (change: Partial<Told>) => void;
  /** What the server is to be sent. Words that nobody has changed are left to the template, which
   *  then also knows the sums and numbers of this very event. */
  told: Told;
}

/** What only the event itself knows comes from the form that books it. */
export function fillIn(words: string, values: Record<string, string>): string {
  return words.replace(/\{\{([\w.]+)\}\}/g, (_, name: string) => values[name] ?? "");
}

/** `kind`: "payment.captured", as in the log. `values` are by the names of placeholders. */
export function useEventWords(
  order: Order,
  kind: string,
  values: Record<string, string>,
): EventWords {
  const can = useCan();
  const words = useQuery({
    queryKey: ["order", order.id, "words", kind],
    queryFn: () => api.get<Words>(`/orders/${order.id}/event-words/${kind}`),
    enabled: can("message_write"),
    staleTime: Number.POSITIVE_INFINITY,
    // Without them the form is as good; the mail then has the template's.
    retry: false,
  });
  const [typed, setTyped] = useState<Partial<Told>>({});
  const given = {
    subject: fillIn(words.data?.subject ?? "", values),
    body: fillIn(words.data?.body ?? "", values),
  };
  const { subject, body, notify = true } = { ...given, ...typed };
  const touched = (name: "subject" | "body") =>
    typed[name] !== undefined && typed[name] !== given[name];
  return {
    subject,
    body,
    notify,
    set: (change) => setTyped((before) => ({ ...before, ...change })),
    told: {
      subject: touched("subject") ? subject : "",
      body: touched("body") ? body : "",
      notify,
    },
  };
}

export function EventWordsFields({ order, words }: { order: Order; words: EventWords }) {
  const t = useText();
  return (
    <div className={styles.words}>
      <Switch
        label={t("ui.event.notify")}
        hint={words.notify ? undefined : t("ui.event.not_told", { customer: order.account.name })}
        checked={words.notify}
        onChange={(notify) => words.set({ notify })}
      />
      {words.notify && (
        <>
          <TextInput
            label={t("ui.event.subject")}
            name="subject"
            maxLength={200}
            value={words.subject}
            onChange={(subject) => words.set({ subject })}
          />
          <TextArea
            label={t("ui.event.message")}
            name="body"
            hint={t("ui.event.message_hint")}
            rows={4}
            maxLength={20_000}
            value={words.body}
            onChange={(body) => words.set({ body })}
          />
        </>
      )}
    </div>
  );
}

import { Link } from "@tanstack/react-router";
import { ChevronRight, Circle, CircleCheck } from "lucide-react";
import type { FirstStep } from "../api/types";
import { Card } from "../app/Screen";
import { textOf, useText } from "../i18n/index";
import { Button } from "../ui/Button";
import { classes } from "../ui/classes";
import { Icon } from "../ui/Icon";
import styles from "./Start.module.css";

const kWays: Record<string, string> = {
  company: "/settings/company",
  products: "/imports",
  customers: "/customers",
  team: "/settings/users",
  order: "/carts",
};

/** What a new installation needs, each with its way there. Goes away when all is done. */
export function FirstSteps({ steps, onHide }: { steps: FirstStep[]; onHide: () => void }) {
  const t = useText();
  const next = steps.find((step) => !step.done)?.name;
  return (
    <Card
      flush
      title={
        <>
          {t("ui.start.first.title")}{" "}
          <span className={styles.count}>
            {t("ui.start.first.done", {
              done: steps.filter((step) => step.done).length,
              all: steps.length,
            })}
          </span>
        </>
      }
      aside={
        <Button variant="soft" onClick={onHide}>
          {t("ui.start.first.hide")}
        </Button>
      }
    >
      <ol>
        {steps.map((step) => (
          <li key={step.name}>
            <Link
              to={kWays[step.name] ?? "/"}
              className={classes(styles.step, step.name === next && styles.next_step)}
            >
              <span className={step.done ? styles.step_done : styles.step_open}>
                <Icon of={step.done ? CircleCheck : Circle} size={20} />
              </span>
              <span>
                <b>{textOf(`ui.start.first.${step.name}.title`)}</b>
                {step.done && (
                  <span className="visually-hidden"> {t("ui.start.first.is_done")}</span>
                )}
                <small>{textOf(`ui.start.first.${step.name}.text`)}</small>
              </span>
              <Icon of={ChevronRight} />
            </Link>
          </li>
        ))}
      </ol>
    </Card>
  );
}

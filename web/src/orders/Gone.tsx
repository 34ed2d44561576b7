import { Link } from "@tanstack/react-router";
import { Problem } from "../api/problem";
import { useText } from "../i18n/index";
import { buttonClass } from "../ui/Button";
import { EmptyState, ErrorState } from "../ui/feedback";

const kCauses = ["cart_deleted", "order_of_other_account", "not_found"] as const;

/** A number that leads nowhere says why: deleted, somebody else's, or never there (P13). */
export function GoneOrder({ error, retry }: { error: unknown; retry: () => void }) {
  const t = useText();
  const problem = Problem.from(error);
  const cause = kCauses.find((one) => one === problem.code);
  if (problem.status !== 404 || !cause) return <ErrorState error={error} retry={retry} />;
  return (
    <EmptyState
      kind="no_hits"
      title={t(`ui.orders.gone.${cause}`)}
      actions={
        <>
          <Link to="/orders" search={{ view: "carts" }} className={buttonClass("outline")}>
            {t("ui.orders.gone.to_carts")}
          </Link>
          <Link to="/orders" search={{ view: "all" }} className={buttonClass("outline")}>
            {t("ui.orders.gone.to_orders")}
          </Link>
        </>
      }
    >
      {problem.sentence}
    </EmptyState>
  );
}

import { classes } from "../ui/classes";
import { Skeleton } from "../ui/feedback";
import styles from "./Record.module.css";
import { Card, PageBody } from "./Screen";

/** A page of cards while its record is under way: as wide as it will be, so that nothing jumps. */
export function LoadingPage({ narrow, side }: { narrow?: boolean; side?: boolean }) {
  return (
    <PageBody narrow={narrow ?? false}>
      <div className={classes(side && styles.columns)}>
        <div className={styles.column}>
          <Card flush>
            <Skeleton lines={6} />
          </Card>
          <Card flush>
            <Skeleton lines={3} silent />
          </Card>
        </div>
        {side && (
          <Card flush>
            <Skeleton lines={4} silent />
          </Card>
        )}
      </div>
    </PageBody>
  );
}

import { Check } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import { classes } from "./classes";
import { Icon } from "./Icon";
import { Kbd } from "./Kbd";
import type { MenuItem, MenuProps } from "./Menu";
import styles from "./Menu.module.css";

export default function MenuImpl({ trigger, groups, align = "start" }: MenuProps) {
  const some_checked = groups.some((group) =>
    group.items.some((item) => item.checked !== undefined),
  );
  return (
    <Radix.Root defaultOpen modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className={styles.menu} align={align} sideOffset={4} collisionPadding={8}>
          {groups
            .filter((group) => group.items.length > 0)
            .map((group, at) => (
              <Radix.Group key={group.label ?? at} className={styles.group}>
                {group.label && <Radix.Label className={styles.label}>{group.label}</Radix.Label>}
                {group.items.map((item) => (
                  <Item key={item.href ?? item.label} item={item} ticks={some_checked} />
                ))}
              </Radix.Group>
            ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Item({ item, ticks }: { item: MenuItem; ticks: boolean }) {
  const inside = (
    <>
      {ticks && (
        <span className={styles.tick}>{item.checked && <Icon of={Check} size={14} />}</span>
      )}
      {item.icon && <Icon of={item.icon} />}
      <span className={styles.words}>
        {item.label}
        {(item.refused || item.detail) && <small>{item.refused || item.detail}</small>}
      </span>
      {item.aside && <span className={styles.aside}>{item.aside}</span>}
      {item.shortcut && <Kbd>{item.shortcut}</Kbd>}
    </>
  );
  if (item.stays) {
    return (
      <Radix.CheckboxItem
        className={styles.item}
        disabled={Boolean(item.refused)}
        checked={item.checked ?? false}
        onCheckedChange={() => item.run?.()}
        onSelect={(event) => event.preventDefault()}
      >
        {inside}
      </Radix.CheckboxItem>
    );
  }
  return (
    <Radix.Item
      className={classes(styles.item, item.danger && styles.danger)}
      disabled={Boolean(item.refused)}
      aria-current={item.checked || undefined}
      onSelect={() => item.run?.()}
      asChild={Boolean(item.href)}
    >
      {item.href ? <a href={item.href}>{inside}</a> : inside}
    </Radix.Item>
  );
}

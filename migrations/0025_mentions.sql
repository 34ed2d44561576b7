-- owner: orders
-- Who was mentioned in a note of an order and has not opened it since; opening it takes the row
-- away. `seq` is the note's place in the log.
CREATE TABLE mention (
  tenant_id {id} NOT NULL,
  user_id {id} NOT NULL,
  order_id {id} NOT NULL,
  seq {bigint} NOT NULL,
  PRIMARY KEY (tenant_id, user_id, order_id),
  FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id)
) {strict};
{tenant_wall mention};
CREATE INDEX mention_order ON mention (tenant_id, order_id);

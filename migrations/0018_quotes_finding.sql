-- owner: quotes
-- The overview of one customer's quotes, and the quotes of the customers that a search finds.
CREATE INDEX quote_account ON quote (tenant_id, account_id, id);

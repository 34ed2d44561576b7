-- owner: accounts
-- A merchant who charges no VAT because he is a small business.
ALTER TABLE tenants ADD COLUMN small_business {bool} NOT NULL DEFAULT 0;

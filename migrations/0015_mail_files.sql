-- owner: conversation
-- Files that go along with a mail: names, types, and the hashes of their bytes in the store.
ALTER TABLE outbox_mail ADD COLUMN files {json} NOT NULL DEFAULT '[]';

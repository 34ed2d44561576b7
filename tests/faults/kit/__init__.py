"""What all fault tests share: processes, a client, writers with a ledger, fake peers, reports."""

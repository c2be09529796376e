"""The hub: a mailbox server that carries what it cannot read. Nothing else imports it."""

"""What the vault keeps, one module a thing; each works within a transaction given to it."""

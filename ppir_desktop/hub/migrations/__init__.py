"""Steps from one form of the hub's database to the next."""

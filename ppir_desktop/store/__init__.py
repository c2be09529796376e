"""The vault: everything a device keeps of its rounds, encrypted."""

"""What people and programs exchange, as typed objects: bytes in, objects out, no I/O."""

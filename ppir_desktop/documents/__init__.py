"""What a document is and what is in it; a process of its own alone ever parses one."""

"""The document pane of the review: pages, what is marked on them, and what is sought in them."""

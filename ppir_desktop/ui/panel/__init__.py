"""The place of a panel's chair: the table, a dossier in detail, figures beside the result."""

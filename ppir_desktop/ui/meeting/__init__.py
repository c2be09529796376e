"""Meeting mode: one dossier large, for everybody in the room."""

"""Keys, certificates, signatures and seals."""

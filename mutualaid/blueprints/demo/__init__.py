"""The demo's sign-in pages: only with DEMO=1, only on loopback."""

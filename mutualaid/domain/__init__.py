"""The neighbourhood's own rules: no framework, no database, no clock of their own."""

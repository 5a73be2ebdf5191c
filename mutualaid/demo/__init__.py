"""A realistic place on one machine: people, streets, a mail server with its inbox, a launcher."""

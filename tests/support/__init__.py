"""What the tests stand on: databases, a mail server, a browser."""

"""What a mail can be asked to stop."""

"""The veille: rounds and their sheets, who takes part, alerts, the mail of the week."""

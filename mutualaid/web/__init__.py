"""The HTTP toolbox: no feature in it."""

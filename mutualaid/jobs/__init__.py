"""What the worker does by the clock: one function per tick; each opens its own transactions."""

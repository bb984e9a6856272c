"""Question sets, metrics and the gate."""

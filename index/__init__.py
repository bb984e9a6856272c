"""Passages to ranked hits."""

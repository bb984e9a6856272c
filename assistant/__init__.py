"""Questions to footnoted answers."""

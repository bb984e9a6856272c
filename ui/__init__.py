"""Faces of an answer: command line and chat."""

"""Faces of an answer: command line and chat."""

import os

# Gradio reads this once, when it is imported.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

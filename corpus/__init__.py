"""Documents on disk to passages with offsets."""

"""Merged models in the forms that run without Python."""

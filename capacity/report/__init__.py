"""The plan folder and the exports."""

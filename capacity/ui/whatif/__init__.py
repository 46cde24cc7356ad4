"""What-if and Compare: questions, settings, and plans side by side."""

"""What a visitor has chosen and works on, and who that is."""

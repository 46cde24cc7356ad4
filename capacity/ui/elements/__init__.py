"""What pages are built of: tables, faults, words explained on hover, files to take away."""

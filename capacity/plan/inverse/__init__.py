"""Questions the other way round: what would have to be so that nothing breaks."""

"""One module per outside source, and the strict readers of what a person uploads."""

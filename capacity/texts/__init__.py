"""Every sentence a person reads, in Dutch and English, and the one function that says it."""

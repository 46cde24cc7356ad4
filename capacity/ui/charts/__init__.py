"""Charts that several pages may show, with their colours; each is made from figures alone."""

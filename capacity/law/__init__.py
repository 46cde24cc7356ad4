"""Legal parameters as data, with article and validity, and the register of duties."""

"""Several bots at work on one database, and everything that can happen to it and to them."""

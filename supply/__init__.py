"""What is done to a release before it is installed: what it is made of, and what is known against that."""

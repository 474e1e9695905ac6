"""What stands in a file: looked through, read and written within hard limits; knows no row, no chat and no words."""

"""What is true, whoever asks: the standard library only."""

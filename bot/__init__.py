"""What runs: settings, wiring, clock, receive loop, tick, sender, command line."""

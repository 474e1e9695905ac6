"""The table of what officers type and what it is taken for; the tests and `bench.reader` both read it."""

"""The local messenger, as strict client libraries and curious people meet it."""

"""What teams type at somebody's door and what it is taken for; the tests and the measuring script both read it."""

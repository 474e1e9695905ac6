"""The behaviour of the bot told as chats: `›` is typed by a person, `‹` is what the bot answers."""

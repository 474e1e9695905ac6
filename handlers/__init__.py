"""What happens when: one file per thing that can happen. `table.py` says which, and how a message finds its row."""

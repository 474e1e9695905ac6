"""What we promise of the plan files and their reader."""

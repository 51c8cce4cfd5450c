"""What people do with their school: every write, checked and logged."""

"""What people do with duties and roles: every write, checked and logged."""

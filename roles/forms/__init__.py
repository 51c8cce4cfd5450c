"""What people type about duties and roles."""

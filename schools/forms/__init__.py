"""What people type about their school."""

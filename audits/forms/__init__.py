"""What people type into the audits."""

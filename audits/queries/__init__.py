"""What pages of the audits read, in a constant number of queries."""

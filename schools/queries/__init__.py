"""What pages read of a school, in a constant number of queries."""

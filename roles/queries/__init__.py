"""What pages read of duties and roles, in a constant number of queries."""

"""What the pages of groups read, each in a constant number of queries."""

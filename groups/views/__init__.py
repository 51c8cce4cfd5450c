"""The pages of groups, and of a school about its groups."""

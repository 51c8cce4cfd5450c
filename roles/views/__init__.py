"""The pages of duties and roles."""

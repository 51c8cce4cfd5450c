"""Running it: is it well, what it says of itself, and copies of everything."""

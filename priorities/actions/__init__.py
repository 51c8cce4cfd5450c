"""The rooms of priority reviews: actions."""

"""The rooms of priority reviews: queries."""

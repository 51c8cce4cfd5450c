"""The rooms of priority reviews: forms."""

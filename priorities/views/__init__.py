"""The rooms of priority reviews: views."""

"""The rooms of the development plan: queries."""

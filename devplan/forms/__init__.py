"""The rooms of the development plan: forms."""

"""The rooms of the development plan: printing."""

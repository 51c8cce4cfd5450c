"""The rooms of the development plan: views."""

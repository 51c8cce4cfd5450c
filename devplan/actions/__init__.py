"""The rooms of the development plan: actions."""

"""Groups of schools, a trust, authority or charity: what they offer their schools, what schools publish to them."""

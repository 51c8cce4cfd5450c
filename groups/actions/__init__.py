"""What people do in a group of schools, and what a school does about its groups: every write, checked."""

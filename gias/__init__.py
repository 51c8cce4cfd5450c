"""England's register of schools, as its government publishes it: where a school is found by number or name."""

"""A plan that a school brings along: columns are guessed, rows become strands, objectives, actions, costs."""

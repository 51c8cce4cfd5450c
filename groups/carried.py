"""What of groups is taken along with a school: nothing, for a group is of this site and not the school's."""

from schools.carrying import leave_out

BETWEEN = "belonging to a group is between the school and a group of this site; figures published are copies"

leave_out("groups.group", "a group of schools is no school’s")
leave_out("groups.groupmember", "the people of a group are no school’s")
leave_out(
    "groups.entry", "what a group offers is the group’s; what the school adopted of it is its own"
)
leave_out("groups.affiliation", BETWEEN)
leave_out("groups.published", BETWEEN)

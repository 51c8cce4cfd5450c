"""The search index is not carried: it repeats what stands elsewhere, and is made anew."""

from schools.carrying import leave_out

for label in ("finding.audience", "finding.entry"):
    leave_out(label, "it repeats what stands elsewhere, and is made anew")

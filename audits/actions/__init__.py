"""Every write of the audits, one function a thing that people do."""

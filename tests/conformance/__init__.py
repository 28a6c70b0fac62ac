"""nbgrader's own suite for `nbgrader autograde`, run with nbjudge plugged in: `make conformance`."""

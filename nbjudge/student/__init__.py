"""The only code that runs inside the sandbox, beside the student's."""

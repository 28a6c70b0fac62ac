"""Imported by our own programs before nbgrader, which then needs a third of the time to import.

jsonschema builds 38 parsers for the syntax of international web addresses when it is imported: two seconds
of processor time. No schema of notebooks or of nbgrader's metadata asks for that; jsonschema does without.
"""

import sys

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

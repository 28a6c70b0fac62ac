"""The result of a verification as a page of its own (HTML)."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from nbjudge.proof import matrix, verify
from nbjudge.proof.verify import Verification

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
body {{ font: 16px/1.5 sans-serif; max-width: 80rem; margin: 2rem auto; padding: 0 1rem; color: #1b1f24 }}
table {{ border-collapse: collapse }}
td, th {{ padding: .2rem .8rem .2rem 0; text-align: left; vertical-align: top }}
td, th {{ border-bottom: 1px solid #e4e8ec }}
.bad {{ color: #b3261e }}
.wide {{ overflow-x: auto }}
</style>
</head>
<body>
{body}
</body>
</html>
"""


def html(found: Verification) -> str:
    """One page that loads and runs nothing."""
    title = f"Is the grade right? {found.assignment}"
    return _PAGE.format(title=escape(title), body="\n".join(_body(found, title)))


def _body(found: Verification, title: str) -> Iterator[str]:
    yield f"<h1>{escape(title)}</h1>"
    yield from (f"<p>{escape(line)}</p>" for line in verify.summary(found))
    if found.complaints:
        yield "<h2>What is wrong</h2><ul class='bad'>"
        yield from (f"<li>{escape(line)}</li>" for line in found.complaints)
        yield "</ul>"
    yield f"<h2>The kill matrix</h2><div class='wide'>{matrix.picture(found)}</div>"
    yield "<h2>The bank</h2><table><tr><th>entry</th><th>what it does</th><th>fails</th></tr>"
    for verdict in found.verdicts:
        cells = (verdict.name, verdict.entry.sentence, ", ".join(sorted(verdict.trial.lost)))
        yield "<tr>" + "".join(f"<td>{escape(text)}</td>" for text in cells) + "</tr>"
    yield "</table>"

"""What a student may put into a notebook to run a script in a TA's browser, or to be told that it was opened.

Each payload runs FIRE or asks for HIT (see tests/browser/canary.py). `live` says whether it does so in a page
of plain nbgrader; the others would only in the hands of a careless sanitiser.
"""

from dataclasses import dataclass, field
from typing import Any

from tests.browser.canary import FIRE, HIT

IMG = f'<img src=x onerror="{FIRE}">'
ASK = f"new Image().src='{HIT}'"


@dataclass(frozen=True)
class Payload:
    name: str
    cell: dict[str, Any] = field(repr=False)
    live: bool = True


def shown(data: dict[str, Any], metadata: dict[str, Any] | None = None) -> dict[str, Any]:
    """A code cell with one output."""
    output = {"output_type": "display_data", "data": data, "metadata": metadata or {}}
    return code([output])


def code(outputs: list[dict[str, Any]], source: str = "1") -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": outputs,
        "source": source,
    }


def text(source: str, attachments: dict[str, Any] | None = None) -> dict[str, Any]:
    cell = {"cell_type": "markdown", "metadata": {}, "source": source}
    return cell | ({"attachments": attachments} if attachments else {})


HTML = {
    "script": f"<script>{FIRE}</script>",
    "script-in-table": f"<table><tr><td><script>{FIRE}</script></td></tr></table>",
    "img-onerror": IMG,
    "svg-onload": f'<svg onload="{FIRE}"></svg>',
    "svg-script": f"<svg><script>{FIRE}</script></svg>",
    "svg-style-breakout": f"<svg><style>{IMG}</style></svg>",
    "details-ontoggle": f'<details ontoggle="{FIRE}"><summary>x</summary>y</details>',
    "input-autofocus": f'<input autofocus onfocus="{FIRE}">',
    "body-onload": f'<body onload="{FIRE}">',
    "link-javascript": f'<a href="javascript:{FIRE}">x</a>',
    "link-javascript-tab": f'<a href="java&#9;script:{FIRE}">x</a>',
    "link-javascript-case": f'<a href=" JaVaScRiPt:{FIRE}">x</a>',
    "button-formaction": f'<form><button formaction="javascript:{FIRE}">x</button></form>',
    "form-post": f'<form method="post" action="{HIT}"><button>x</button></form>',
    "meta-refresh": f'<meta http-equiv="refresh" content="0;url={HIT}">',
    "base-href": f'<base href="{HIT}/"><img src="a.png">',
    "iframe-src": f'<iframe src="{HIT}"></iframe>',
    "iframe-srcdoc": f'<iframe srcdoc="<script>{FIRE}</script>"></iframe>',
    "iframe-javascript": f'<iframe src="javascript:{FIRE}"></iframe>',
    "iframe-data-html": "<iframe src=\"data:text/html,<script>new Image().src='@/hit'</script>\"></iframe>",
    "object-data": f'<object data="{HIT}"></object>',
    "embed-src": f'<embed src="{HIT}">',
    "css-import": f"<style>@import url({HIT});</style>",
    "css-url-element": f"<style>body {{ background: url({HIT}) }}</style>",
    "css-url-attribute": f'<p style="background: url({HIT})">x</p>',
    "css-url-escaped": f'<p style="background: u\\72l({HIT})">x</p>',
    "css-image-set": f"<p style=\"background: image-set('{HIT}' 1x)\">x</p>",
    "link-stylesheet": f'<link rel="stylesheet" href="{HIT}">',
    "img-remote": f'<img src="{HIT}">',
    "img-srcset": f'<img srcset="{HIT} 1x">',
    "picture-source": f'<picture><source srcset="{HIT}"><img alt=""></picture>',
    "video-poster": f'<video poster="{HIT}"></video>',
    "audio-src": f'<audio src="{HIT}" autoplay></audio>',
    "table-background": f'<table background="{HIT}"><tr><td>x</td></tr></table>',
    "comment-breakout": f"<!--><script>{FIRE}</script>-->",
    "unclosed-tag": f'<img src=x onerror="{FIRE}" alt=',
    "no-spaces": f'<img/src="x"/onerror="{FIRE}">',
}
CONFUSED = {  # a sanitiser that reads these otherwise than a browser would let something through
    "noscript-breakout": f'<noscript><p title="</noscript>{IMG.replace(chr(34), "")}"></noscript>',
    "xmp-breakout": f'<xmp><p title="</xmp>{IMG.replace(chr(34), "")}"></xmp>',
    "mathml-mglyph": "<math><mtext><table><mglyph><style><!--</style>"
    f'<img title="--&gt;&lt;img src=1 onerror={FIRE}&gt;"></table></mtext></math>',
    "mathml-annotation": f'<math><annotation-xml encoding="text/html"><svg><p><style><p id="</style>{IMG}">',
    "mathml-link": f'<math><mrow href="javascript:{FIRE}"><mi>x</mi></mrow></math>',
    "mathml-text": f"<math><mtext>&lt;img src=x onerror={FIRE}&gt;</mtext></math>",
    "svg-foreign": f'<svg></p><style><a id="</style>{IMG}">',
    "attribute-quotes": f"<b title='\"><img src=x onerror={FIRE}>'>x</b>"
    f'<b title="`onmouseover={FIRE}">y</b>',
    "entities": f"&lt;script&gt;{FIRE}&lt;/script&gt;"
    f"<b title='&quot;&gt;&lt;script&gt;{FIRE}&lt;/script&gt;'>x</b>",
    "private-marks": f'<b title="\uf8f00\uf8f0">\uf8f00\uf8f0</b><math><mi>" onmouseover="{FIRE}</mi></math>',
    "template": f"<template>{IMG}</template><select><option>{IMG}</select>",
    "deep": "<div><b>" * 5000 + IMG.replace("onerror", "x"),
}
MARKDOWN = {
    "md-script": f"a\n\n<script>{FIRE}</script>",
    "md-inline-html": f"a {IMG} b",
    "md-heading-html": f"# {IMG}",
    "md-table-html": f"|a|b|\n|-|-|\n|{IMG}|c|",
    "md-image-remote": f"![x]({HIT})",
    "md-link-javascript": f"[x](javascript:{FIRE})",
    "md-link-reference": f"[x][1]\n\n[1]: javascript:{FIRE}",
    "md-iframe": f'<iframe src="{HIT}"></iframe>',
    "md-style": f"<style>@import url({HIT});</style>",
}
MARKDOWN_CONFUSED = {
    "md-image-alt": f'![" onerror="{FIRE}](data:image/png;base64,AA==)',
    "md-image-math-alt": f'![$"><img src=x onerror={FIRE}>$](data:image/png;base64,AA==)',
    "md-tex-text": f"$\\text{{<img src=x onerror={FIRE}>}}$",
    "md-tex-href": f"$\\href{{javascript:{FIRE}}}{{x}}$ $\\style{{background:url({HIT})}}{{x}}$",
    "md-tex-require": f"$\\require{{action}}\\unicode{{{HIT}}}$ $\\def\\a{{\\a\\a}}\\a$",
    "md-tex-not-tex": f'$\\begin{{x" onmouseover="{FIRE}}}</code>{IMG}$',
    "md-fence": f'```python"><script>{FIRE}</script>\n</code>{IMG.replace("onerror", "x")}\n```',
    "md-mermaid": f"```mermaid\ngraph TD; a[\"<img src='{HIT}'>\"]\n```".replace("<img", "&lt;img"),
    "md-link-data": f"[x](data:text/html,<script>{FIRE}</script>)",
}
_PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
_NAMES = 'xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"'
_SVG = f'<svg {_NAMES} width="9" height="9">%s</svg>'
OTHERS = [
    Payload("javascript-output", shown({"application/javascript": FIRE})),
    Payload("markdown-output", shown({"text/markdown": f"a\n\n<script>{FIRE}</script>"})),
    Payload(
        "isolated-html",
        shown({"text/html": "<script>new Image().src='@/hit'</script>"}, {"text/html": {"isolated": True}}),
    ),
    Payload("png-filename", shown({"image/png": _PNG}, {"filenames": {"image/png": HIT}})),
    Payload("png-width", shown({"image/png": "AA=="}, {"image/png": {"width": f"1 onerror={FIRE}"}})),
    Payload("png-data", shown({"image/png": f'" onerror="{FIRE}'}), live=False),
    Payload("svg-output-script", shown({"image/svg+xml": _SVG % f"<script>{FIRE}</script>"}), live=False),
    Payload(
        "svg-output-image",
        shown({"image/svg+xml": _SVG % f'<image x:href="{HIT}" width="9" height="9"/>'}),
        live=False,
    ),
    Payload(
        "svg-output-style",
        shown({"image/svg+xml": _SVG % f'<rect style="fill:url({HIT})" width="9" height="9"/>'}),
        live=False,
    ),
    Payload("latex-output", shown({"text/latex": f"$x$</div><script>{FIRE}</script>"}), live=False),
    Payload("plain-output", shown({"text/plain": f"</pre><script>{FIRE}</script>"}), live=False),
    Payload("vega-output", shown({"application/vnd.vega.v5+json": {"data": {"url": HIT}}}), live=False),
    Payload(
        "widget-output",
        shown({"application/vnd.jupyter.widget-view+json": {"model_id": "</script>" + IMG}}),
        live=False,
    ),
    Payload("mermaid-output", shown({"text/vnd.mermaid": f"graph TD</pre>{IMG}"}), live=False),
    Payload(
        "stream", code([{"output_type": "stream", "name": "stdout", "text": f"</pre>{IMG}"}]), live=False
    ),
    Payload(
        "stream-osc-link",
        code(
            [
                {
                    "output_type": "stream",
                    "name": "stderr",
                    "text": f"\x1b]8;;javascript:{FIRE}\x07x\x1b]8;;\x07",
                }
            ]
        ),
        live=False,
    ),
    Payload(
        "stream-ansi",
        code([{"output_type": "stream", "name": "stdout", "text": f'\x1b[38;5;1"onclick={FIRE}mx'}]),
        live=False,
    ),
    Payload(
        "traceback",
        code([{"output_type": "error", "ename": IMG, "evalue": IMG, "traceback": [f"</pre>{IMG}"]}]),
        live=False,
    ),
    Payload("source", code([], f"</pre></div>{IMG}"), live=False),
    Payload(
        "raw-cell", {"cell_type": "raw", "metadata": {"raw_mimetype": "text/html"}, "source": IMG}, live=False
    ),
    Payload(
        "attachment",
        text("![x](attachment:a.png)", {"a.png": {"image/png": f'AA" onerror="{FIRE}'}}),
        live=False,
    ),
    Payload("attachment-html", text("![x](attachment:a)", {"a": {"text/html": "PHNjcmlwdD4="}}), live=False),
]
PAYLOADS = [
    *(Payload(name, shown({"text/html": html})) for name, html in HTML.items()),
    *(Payload(name, shown({"text/html": html}), live=False) for name, html in CONFUSED.items()),
    *(Payload(name, text(source)) for name, source in MARKDOWN.items()),
    *(Payload(name, text(source), live=False) for name, source in MARKDOWN_CONFUSED.items()),
    *OTHERS,
]

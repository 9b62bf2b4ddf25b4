"""QR codes as inline SVG: black on white in every colour scheme, or phones cannot read them."""

import io

import segno


def qr_svg(content: str) -> str:
    """Return the drawing; it scales with its box and carries no style of its own."""
    drawing = io.BytesIO()
    code = segno.make(content, error="m", micro=False)
    code.save(drawing, kind="svg", xmldecl=False, svgns=True, border=4, light="#fff", omitsize=True)
    return drawing.getvalue().decode()

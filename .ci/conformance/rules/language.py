"""The language of the text: without it, Word underlines every Vietnamese word in red."""

from ..package import STYLES, w

PLACES = (
    "/w:styles/w:docDefaults/w:rPrDefault/w:rPr/w:lang",
    "/w:styles/w:style[@w:type='paragraph' and (@w:default='1' or @w:default='true')]/w:rPr/w:lang",
)


def vietnamese(package):
    found = [lang.get(w("val")) for place in PLACES for lang in package.find(STYLES, place)]
    if "vi-VN" not in found:
        yield f"neither the defaults nor the default paragraph style say vi-VN: {found}"

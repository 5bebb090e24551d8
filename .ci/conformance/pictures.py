"""Small pictures of the kinds' first pages: `python -m conformance.pictures`."""

import sys

from PIL import Image

from . import command, documents, office, places

WIDTH = 300  # pixels
# Greys of the letters, and the reds of marks.
COLOURS = [(grey, grey, grey) for grey in (0, 50, 100, 145, 190, 225, 255)]
COLOURS += [(255, 0, 0), (255, 110, 110), (255, 190, 190)]
PREFIX = "fixtures__kind-"
TARGET = places.ROOT / "docs" / "pictures" / "kinds"


def main():
    folders = {name: folder for name, folder in documents.folders().items() if name.startswith(PREFIX)}
    built = command.each(lambda item: documents.built(*item), folders.items())
    failed = [document for document in built if document.problems]
    printed = office.convert([one.docx for one in built if not one.problems], "pdf", places.WORK / "pictures")
    TARGET.mkdir(parents=True, exist_ok=True)
    for document in built:
        pdf = printed.get(document.docx)
        if pdf is None:
            failed.append(document)
            continue
        draw(pdf, TARGET / f"{document.name.removeprefix(PREFIX)}.png")
    for document in failed:
        print(f"{document.name}: no picture: {document.problems or 'not converted'}", file=sys.stderr)
    return 1 if failed else 0


def draw(pdf, path):
    """The first page, drawn four times as large and made small, with few colours."""
    large = path.with_suffix("")
    command.run(["pdftoppm", "-png", "-singlefile", "-scale-to-x", 4 * WIDTH, "-scale-to-y", -1, pdf, large])
    with Image.open(path) as page:
        height = round(page.height * WIDTH / page.width)
        small = page.convert("RGB").resize((WIDTH, height), Image.Resampling.LANCZOS)
    palette = Image.new("P", (1, 1))
    palette.putpalette([value for colour in COLOURS for value in colour])
    small.quantize(palette=palette, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    sys.exit(main())

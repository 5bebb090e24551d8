#!/usr/bin/env python3
"""Makes src/metrics/liberation_serif.rs from the four Liberation Serif fonts.

    pip install fonttools
    python3 src/metrics/extract.py DIRECTORY > src/metrics/liberation_serif.rs

DIRECTORY holds LiberationSerif-{Regular,Bold,Italic,BoldItalic}.ttf of release
2.x (SIL Open Font License 1.1), e.g. from Debian's package fonts-liberation2,
or fonts-liberation where that is at 2.x. Release 1.x will not do: it is under
another licence and has no Vietnamese letters, so that every one of them would
get the width of the missing-glyph box. The script refuses it.
"""

import hashlib
import sys
import unicodedata
from pathlib import Path

from fontTools.ttLib import TTFont

FACES = ("Regular", "Bold", "Italic", "BoldItalic")
UNITS_PER_EM = 2048
LINE = 99  # rustfmt's max_width

BLOCKS = (
    (0x0020, 0x007E),  # Basic Latin
    (0x00A0, 0x017F),  # Latin-1, Latin Extended-A
    (0x01A0, 0x01A1),  # O with horn
    (0x01AF, 0x01B0),  # U with horn
    (0x0300, 0x036F),  # Combining Diacritical Marks
    (0x0370, 0x03FF),  # Greek
    (0x1E00, 0x1EFF),  # Latin Extended Additional: Vietnamese
    (0x2000, 0x206F),  # General Punctuation
    (0x2070, 0x209F),  # Superscripts and Subscripts
    (0x20A0, 0x20BF),  # Currency
    (0x2100, 0x218F),  # Letterlike Symbols, Number Forms
    (0x2190, 0x21FF),  # Arrows
    (0x2200, 0x22FF),  # Mathematical Operators
    (0x25A0, 0x25FF),  # Geometric Shapes: bullets, tick boxes
    (0xFB00, 0xFB06),  # Latin ligatures
)

# Not in the fonts. A program draws the glyph of the other character.
STAND_INS = {0x2011: 0x002D, 0x2070: 0x2074}

# Every letter of Vietnamese, plus what an official document cannot do without:
# were one to fall back unnoticed, each line that has it would be measured wrong.
NEEDED = (
    "".join(map(chr, range(0x20, 0x7F)))
    + "ĂÂĐÊÔƠƯăâđêôơư"
    + "".join(unicodedata.normalize("NFC", v + t) for v in "AĂÂEÊIOÔƠUƯYaăâeêioôơuưy" for t in "\u0300\u0301\u0303\u0309\u0323")
    + "–—‘’“”…•\u00a0\u2011₫±×≤≥²³→ΑΩαω"
)


def mark(cp):
    return 0x0300 <= cp <= 0x036F


def load(directory):
    maps, digests, version = [], [], None
    for face in FACES:
        path = Path(directory) / f"LiberationSerif-{face}.ttf"
        font = TTFont(path)
        name = font["name"].getDebugName(5)
        version = version or name
        if name != version or not name.startswith("Version 2."):
            sys.exit(f"{path.name}: {name}: need all four faces of one 2.x release")
        if font["head"].unitsPerEm != UNITS_PER_EM:
            sys.exit(f"{path.name}: not {UNITS_PER_EM} units per em")
        hmtx = font["hmtx"]
        maps.append({cp: hmtx[glyph][0] for cp, glyph in font.getBestCmap().items()})
        digests.append((path.name, hashlib.sha256(path.read_bytes()).hexdigest()))
    return maps, digests, version.removeprefix("Version ")


def advances(maps):
    """Code point -> the four advances, for all that the blocks have."""
    table = {}
    for first, last in BLOCKS:
        for cp in range(first, last + 1):
            category = unicodedata.category(chr(cp))
            # The bold faces give some marks (U+0363 on) an advance, yet do not
            # draw them beside their letter; and the fonts lack most format
            # characters, which take no room. The soft hyphen is one that does.
            if category in ("Mn", "Me", "Zl", "Zp") or category == "Cf" and cp != 0xAD:
                table[cp] = (0, 0, 0, 0)
                continue
            source = cp if all(cp in m for m in maps) else STAND_INS.get(cp)
            if source is not None and all(source in m for m in maps):
                table[cp] = tuple(m[source] for m in maps)
    missing = [c for c in NEEDED if ord(c) not in table]
    if missing:
        sys.exit(f"the fonts lack {missing}")
    return table


def compositions(table):
    """(letter, mark) -> what the pair is wider than the letter, where it is.

    The horned letters are wider than o and u, so that a decomposed text would
    come out too narrow by adding the letter's advance and the mark's (zero).
    The letter may itself bear marks already: o with acute, plus horn.
    """
    pairs = {}
    for cp in table:
        for m in range(0x0300, 0x0370):
            pair = chr(cp) + chr(m)
            if any(unicodedata.normalize("NFC", c) != c for c in pair):
                continue  # only another spelling of one that is here too
            whole = unicodedata.normalize("NFC", pair)
            if not mark(cp) and len(whole) == 1 and ord(whole) in table:
                extra = tuple(a - b for a, b in zip(table[ord(whole)], table[cp]))
                if any(extra):
                    pairs[cp, m] = extra
    return pairs


def check(table, pairs):
    """Each character should be as wide as its canonical decomposition.

    What is told here are singletons that the fonts draw otherwise than the
    character they decompose to, Greek ones in 2.1.5. In a Latin one it is an error.
    """
    for cp, composed in table.items():
        base, total = None, (0, 0, 0, 0)
        for c in map(ord, unicodedata.normalize("NFD", chr(cp))):
            if mark(c):
                add = pairs.get((base, c), (0, 0, 0, 0))
            else:
                base, add = c, table.get(c)
                if add is None:
                    break
            total = tuple(a + b for a, b in zip(total, add))
        else:
            if total != composed:
                print(f"U+{cp:04X}: {composed}, decomposed {total}", file=sys.stderr)
                if unicodedata.name(chr(cp)).startswith("LATIN"):
                    sys.exit(1)


def ranges(table):
    """Code points as (first, last) runs; a short gap costs less than a run."""
    runs = []
    for cp in sorted(table):
        if runs and cp - runs[-1][1] <= 8:
            runs[-1][1] = cp
        else:
            runs.append([cp, cp])
    return runs


def char(cp):
    return f"'\\u{{{cp:X}}}'"


def quad(values):
    return "[" + ", ".join(map(str, values)) + "]"


def packed(values):
    """A list of numbers broken as rustfmt breaks it."""
    line, lines = "   ", []
    for value in values:
        if len(line) + len(f" {value},") > LINE:
            lines.append(line)
            line = "   "
        line += f" {value},"
    return "\n".join([*lines, line])


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    maps, digests, version = load(sys.argv[1])
    table = advances(maps)
    pairs = compositions(table)
    check(table, pairs)

    other = table[ord("n")]
    # The fallback is class 0, so that the gaps inside a run point at it.
    classes = [other] + sorted(set(table.values()) - {other})
    if len(classes) > 256:
        sys.exit(f"{len(classes)} classes of width: more than a byte can tell")
    number = {q: i for i, q in enumerate(classes)}
    runs, cells = [], []
    for first, last in ranges(table):
        runs.append((first, last, len(cells)))
        cells += [number[table.get(cp, other)] for cp in range(first, last + 1)]

    hashes = "\n".join(f"//! {digest}  {name}" for name, digest in digests)
    print(f"""\
//! Advance widths of Liberation Serif {version}, in 1/{UNITS_PER_EM} em.
//!
//! GENERATED by `src/metrics/extract.py`; do not edit, run it again:
//!
//! ```text
//! python3 src/metrics/extract.py DIRECTORY > src/metrics/liberation_serif.rs
//! ```
//!
//! Made from these files (SHA-256), of release {version} (Debian: `fonts-liberation2`):
//!
//! ```text
{hashes}
//! ```
//!
//! Provenance: Liberation Serif, digitized data copyright (c) 2010 Google Corporation with
//! Reserved Font Arimo, Tinos and Cousine; copyright (c) 2012 Red Hat, Inc. with Reserved Font
//! Name Liberation; licensed under the SIL Open Font License, Version 1.1
//! (<https://scripts.sil.org/OFL>). Liberation is a trademark of Red Hat, Inc. This table is no
//! font and no outline is in it; the name only says where the numbers come from.

/// Units that an em has.
pub(super) const UNITS_PER_EM: f64 = {UNITS_PER_EM}.0;

/// The distinct widths: regular, bold, italic, bold italic. The first, that of `n`, is also the
/// one for characters that the fonts lack.
pub(super) static WIDTHS: [[u16; 4]; {len(classes)}] = [""")
    for q in classes:
        print(f"    {quad(q)},")
    print(f"""\
];

/// First and last character of each run, and where in [`CLASSES`] it starts; ascending.
pub(super) static RUNS: [(char, char, usize); {len(runs)}] = [""")
    for first, last, at in runs:
        print(f"    ({char(first)}, {char(last)}, {at}),")
    print(f"""\
];

/// For each character of each run the index of its widths in [`WIDTHS`].
pub(super) static CLASSES: [u8; {len(cells)}] = [
{packed(cells)}
];

/// By how much a letter grows by a combining mark, where it does; ascending.
pub(super) static GROWTH: [((char, char), [i16; 4]); {len(pairs)}] = [""")
    for (base, m), extra in sorted(pairs.items()):
        print(f"    (({char(base)}, {char(m)}), {quad(extra)}),")
    print("];")


if __name__ == "__main__":
    main()

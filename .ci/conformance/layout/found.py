"""The parts of an administrative document, found on its sheets by the texts of document.yaml."""

import re
from collections import Counter
from functools import cached_property

from .pdf import Line, squeeze

NATIONAL_NAME = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
NOTE_SIZE_LIMIT = 11.5  # pt: what is larger below a rule is no footnote


class Missing(Exception):
    """A part that should be on the page is not."""


class Block:
    """One part of the document: a text on one line or, wrapped, on several."""

    def __init__(self, lines):
        self.lines = lines

    @property
    def sheet(self):
        return self.lines[0].sheet

    @property
    def text(self):
        return " ".join(line.text for line in self.lines)

    @property
    def widest(self):
        return max(line.width for line in self.lines)

    @property
    def centre(self):
        return (min(line.x0 for line in self.lines) + max(line.x1 for line in self.lines)) / 2

    @property
    def top(self):
        return self.lines[0].top

    @property
    def bottom(self):
        return self.lines[-1].bottom


class Found:
    """Looks each part up when it is first asked for; a part that is not there raises Missing."""

    def __init__(self, sheets, manifest, register, kind_title):
        self.sheets = sheets
        self.manifest = manifest
        self.register = register
        self.kind_title = kind_title

    @property
    def first(self):
        return self.sheets[0]

    # The head of page 1

    @cached_property
    def national_name(self):
        return Block([self._on_first(NATIONAL_NAME)])

    @cached_property
    def motto(self):
        return Block([self._on_first(MOTTO)])

    @cached_property
    def _agency_lines(self):
        """The left column: what stands left of the national name and above the number."""
        right = self.national_name.lines[0].x0
        above = self.number.lines[0].baseline - 1
        lines = []
        for line in self.first.lines:
            left = [glyph for glyph in line.inked if glyph.x1 <= right]
            if left and line.baseline < above and line.baseline > self.national_name.top:
                lines.append(Line(line.sheet, left))
        return lines

    def _agency(self, text, lines):
        wanted, got = squeeze(text), ""
        for count, line in enumerate(lines, 1):
            got += line.squeezed
            if got == wanted:
                return Block(lines[:count])
        raise Missing(f"«{text}» in the left of the head, which reads {[line.text for line in lines]}")

    @cached_property
    def parent(self):
        """None for an agency with nobody above it."""
        name = self.manifest["issuer"].get("parent")
        return self._agency(name.upper(), self._agency_lines) if name else None

    @cached_property
    def issuer(self):
        above = len(self.parent.lines) if self.parent else 0
        return self._agency(self.manifest["issuer"]["name"].upper(), self._agency_lines[above:])

    @cached_property
    def number(self):
        return self._on_first_matching(r"Số:\d*/" + re.escape(squeeze(str(self.manifest["symbol"]))), "the number")

    @cached_property
    def date(self):
        place = re.escape(squeeze(self.manifest["place"]))
        return self._on_first_matching(place + r",ngày\d*tháng\d*năm\d*", "place and date")

    @cached_property
    def kind(self):
        for line in self.first.lines:
            if line.squeezed == squeeze(self.kind_title):
                return Block([line])
        raise Missing(f"a line «{self.kind_title}» on page 1")

    @cached_property
    def subject(self):
        wanted, lines = squeeze(self.manifest["subject"]), []
        for line in self.first.lines:
            if line.baseline > self.kind.lines[0].baseline:
                lines.append(line)
                got = "".join(line.squeezed for line in lines)
                if got == wanted:
                    return Block(lines)
                if not wanted.startswith(got):
                    break
        raise Missing("the subject right under the kind")

    # The text area

    @cached_property
    def left(self):
        return self._commonest(round(line.x0, 1) for sheet in self.sheets for line in self._text_lines(sheet))

    @cached_property
    def right(self):
        return self._commonest(round(line.x1, 1) for sheet in self.sheets for line in self._text_lines(sheet))

    @property
    def text_centre(self):
        return (self.left + self.right) / 2

    def page_number(self, sheet):
        """The lone number in the top margin of a sheet, None where there is none."""
        for line in sheet.lines:
            if line.squeezed.isdigit() and line.bottom <= self.text_top:
                return line
        return None

    @cached_property
    def text_top(self):
        """Where the text area begins: the highest line that is no page number."""
        return min(line.top for sheet in self.sheets for line in sheet.lines if not line.squeezed.isdigit())

    def notes(self, sheet):
        """The footnote lines of a sheet: what stands below the separator, a rule from the left margin."""
        for rule in reversed(sheet.rules):
            below = [line for line in sheet.lines if line.top > rule.y - 1]
            small = all(line.sizes[-1] <= NOTE_SIZE_LIMIT for line in below)
            if below and small and abs(rule.x0 - self.left) < 2:
                return below
        return []

    @cached_property
    def body(self):
        """All lines of running text: from under the subject to above the signature, no tables, no notes."""
        lines = []
        for sheet in self.sheets[: self.recipients_title.sheet]:
            notes = {id(line) for line in self.notes(sheet)}
            number = self.page_number(sheet)
            for line in sheet.lines:
                after = sheet.number > 1 or line.baseline > self.subject.lines[-1].baseline + 0.1
                before = sheet.number < self.recipients_title.sheet or line.baseline < self.end_of_body
                if after and before and id(line) not in notes and line is not number and not sheet.in_table(line):
                    lines.append(line)
        return lines

    @property
    def end_of_body(self):
        return min(self.recipients_title.top, self.signature_title.top)

    # The end

    @cached_property
    def recipients_title(self):
        for sheet in self.sheets:
            for line in sheet.lines:
                if line.squeezed.startswith("Nơinhận:"):
                    return Block([line.part(0, len("Nơinhận:"))])
        raise Missing("«Nơi nhận:»")

    @property
    def last_sheet(self):
        return self.sheets[self.recipients_title.sheet - 1]

    @cached_property
    def recipients(self):
        start = self.recipients_title.lines[0].baseline + 1
        left = self.recipients_title.lines[0].x0
        lines = []
        for line in self.last_sheet.lines:
            piece = line.pieces()[0]
            if line.baseline > start and piece.x0 < left + 5 and piece.sizes[-1] <= 12:
                lines.append(piece)
        end = next((place for place, line in enumerate(lines, 1) if line.text.endswith(".")), len(lines))
        if not end:
            raise Missing("the list under «Nơi nhận:»")
        return Block(lines[:end])

    @cached_property
    def signature_title(self):
        signature = self._signature
        texts = [*signature.get("authority", []), signature["position"]]
        return Block([self._on_last(text.upper()) for text in texts])

    @cached_property
    def signer(self):
        return Block([self._on_last(self._signature["name"])])

    @property
    def _signature(self):
        given = self.manifest["signature"]
        return given[0] if isinstance(given, list) else given

    # Looking

    def _on_first(self, text):
        return self._in(self.first.lines, text, "on page 1")

    def _on_last(self, text):
        """The last place on the sheet of «Nơi nhận»: a signer may also be named in the text."""
        return self._in(reversed(self.last_sheet.lines), text, "beside «Nơi nhận:»")

    @staticmethod
    def _in(lines, text, where):
        for line in lines:
            part = line.find(text)
            if part:
                return part
        raise Missing(f"«{text}» on one line {where}")

    def _on_first_matching(self, pattern, what):
        for line in self.first.lines:
            match = re.search(pattern, line.squeezed)
            if match:
                return Block([line.part(*match.span())])
        raise Missing(f"{what} on page 1")

    @staticmethod
    def _text_lines(sheet):
        return [line for line in sheet.lines if line.sizes[-1] >= 13 and not sheet.in_table(line)]

    @staticmethod
    def _commonest(values):
        counted = Counter(values).most_common(1)
        if not counted:
            raise Missing("running text of 13 pt or more")
        return counted[0][0]

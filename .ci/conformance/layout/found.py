"""The parts of an administrative document, found on its sheets by the texts of document.yaml."""

import re
from functools import cached_property

from . import forms
from .pdf import Line, squeeze

NATIONAL_NAME = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
NOTE_SIZE_LIMIT = 11.5  # pt: what is larger below a rule is no footnote
MARKS = ("security", "urgency", "circulation", "retrieval")


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


def block_of(lines, text):
    """The lines that together read `text`; None when there are none."""
    wanted = squeeze(text)
    for start in range(len(lines)):
        got = ""
        for end in range(start, len(lines)):
            got += lines[end].squeezed
            if got == wanted:
                return Block(lines[start : end + 1])
            if not wanted.startswith(got):
                break
    return None


class Found:
    """Looks each part up when it is first asked for; a part that is not there raises Missing."""

    def __init__(self, sheets, document, form):
        self.all_sheets = sheets
        self.folder = document.folder
        self.manifest = document.manifest
        self.register = document.register
        self.form = form

    @property
    def first(self):
        return self.all_sheets[0]

    @cached_property
    def sheets(self):
        """The sheets of the main text; those of appendices come after them."""
        return self.all_sheets[: self.last_sheet.number]

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
        above = (self.number if self.form.number else self.date).lines[0].baseline - 1
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
        wanted = f"Số:{forms.number(self.manifest)}/{squeeze(forms.symbol(self.form, self.manifest))}"
        return self._on_first_matching(re.escape(wanted) + "(?![0-9])", f"the number «{wanted}»")

    @cached_property
    def date(self):
        day, month, year = forms.date(self.manifest)
        wanted = f"{squeeze(self.manifest['place'])},ngày{day}tháng{month}năm{year}"
        return self._on_first_matching(re.escape(wanted), f"place and date «{wanted}»")

    @cached_property
    def kind(self):
        for line in self.first.lines:
            if line.squeezed == squeeze(self.form.title):
                return Block([line])
        raise Missing(f"a line «{self.form.title}» on page 1")

    @cached_property
    def subject(self):
        return self._under(self.kind, self.manifest["subject"], self.first.lines, "the subject right under the kind")

    @cached_property
    def about(self):
        """The subject of an official letter: V/v … under its number."""
        limit = self.national_name.lines[0].x0
        pieces = [line.pieces()[0] for line in self.first.lines]
        left = [piece for piece in pieces if piece.x1 <= limit + 1]
        return self._under(self.number, f"V/v {self.manifest['subject']}", left, "V/v under the number")

    @staticmethod
    def _under(above, text, lines, what):
        wanted, found = squeeze(text), []
        for line in lines:
            if line.baseline > above.lines[-1].baseline + 0.1:
                found.append(line)
                got = "".join(line.squeezed for line in found)
                if got == wanted:
                    return Block(found)
                if not wanted.startswith(got):
                    break
        raise Missing(what)

    @cached_property
    def head_end(self):
        """The last baseline of the head: everything further down is text."""
        bottoms = []
        if self.form.subject:
            bottoms.append(self.subject.lines[-1].baseline)
        elif self.form.title:
            bottoms.append(self.kind.lines[-1].baseline)
        else:
            bottoms.append(self.about.lines[-1].baseline)
        bottoms += [mark.baseline for mark in self.marks.values() if mark is not None]
        return max(bottoms)

    # Marks

    @cached_property
    def marks(self):
        """The line of each mark that the manifest asks for, None where it is not printed."""
        found = {}
        for name in MARKS:
            if text := self.manifest.get(name):
                pieces = [piece for line in self.first.lines for piece in line.pieces()]
                hits = [piece for piece in pieces if piece.squeezed == squeeze(text.upper())]
                found[name] = hits[0] if hits else None
        return found

    # The text area

    @cached_property
    def _text_lines(self):
        """Everything under the head and over the end, notes and page numbers aside."""
        lines = []
        for sheet in self.sheets:
            skipped = {id(line) for line in self.notes(sheet)} | {id(self.page_number(sheet))}
            for line in sheet.lines:
                after = sheet.number > 1 or line.baseline > self.head_end + 0.1
                before = sheet.number < self.last_sheet.number or line.baseline < self.end_of_body
                if after and before and id(line) not in skipped:
                    lines.append(line)
        if not lines:
            raise Missing("text between head and signature")
        return lines

    @cached_property
    def left(self):
        return min(line.x0 for line in self._text_lines)

    @cached_property
    def right(self):
        return max(line.x1 for line in self._text_lines)

    @property
    def width(self):
        return self.right - self.left

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
        """Where the text area begins: the head of page 1, under marks and page numbers."""
        return self.national_name.top

    def notes(self, sheet):
        """The footnote lines of a sheet: what stands below the separator, a rule from the left margin."""
        left = min(line.x0 for line in sheet.lines) if sheet.lines else 0
        for rule in reversed(sheet.rules):
            below = [line for line in sheet.lines if line.top > rule.y - 1]
            small = all(line.sizes[-1] <= NOTE_SIZE_LIMIT for line in below)
            short = rule.length < 60  # the line over an address block is as long as the text
            if below and small and short and rule.x0 - left < 8 and below[0].inked[0].raised:
                return below
        if sheet.number > self.last_sheet.number:
            # LibreOffice draws the separator in the first section alone; further on the small type tells.
            for place, line in enumerate(sheet.lines):
                below = sheet.lines[place:]
                if line.inked[0].raised and all(one.sizes[-1] <= NOTE_SIZE_LIMIT for one in below):
                    return below
        return []

    @cached_property
    def body(self):
        """All lines of running text: under the head and over the signature, no tables, no notes."""
        return [line for line in self._text_lines if not self.all_sheets[line.sheet - 1].in_table(line)]

    @property
    def end_of_body(self):
        tops = [self.signature_title.top]
        if self.form.recipients:
            tops.append(self.recipients_title.top)
        return min(tops)

    # The end

    @cached_property
    def recipients_title(self):
        for sheet in self.all_sheets:
            for line in sheet.lines:
                if line.squeezed.startswith("Nơinhận:"):
                    return Block([line.part(0, len("Nơinhận:"))])
        raise Missing("«Nơi nhận:»")

    @cached_property
    def last_sheet(self):
        """The sheet on which the main text ends."""
        if self.form.recipients:
            return self.all_sheets[self.recipients_title.sheet - 1]
        name = self.signatures[0]["name"]
        for sheet in self.all_sheets:
            if any(line.squeezed == squeeze(name) for line in sheet.lines):
                return sheet
        raise Missing(f"«{name}»")

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

    @property
    def signatures(self):
        given = self.manifest["signature"]
        return given if isinstance(given, list) else [given]

    def titles(self, which):
        """The lines of authority and position of one signer, one after the other."""
        signature = self.signatures[which]
        return [text.upper() for text in [*signature.get("authority", []), signature.get("position")] if text]

    def column(self, which):
        """The pieces of lines on the last sheet that stand in a signer's column, from the top."""
        count = len(self.signatures)
        width = self.first.width
        if count == 1:
            low, high = width / 2, width
        else:
            left, right = 30, width - 20
            share = (right - left) / count
            low, high = left + which * share, left + (which + 1) * share
        pieces = [piece for line in self.last_sheet.lines for piece in line.pieces(2.0)]
        return [piece for piece in pieces if low - 3 <= piece.centre <= high + 3]

    def signed(self, which):
        """Title and name of one signer, as two blocks: what stands in the column from the bottom up."""
        column, titles = self.column(which), self.titles(which)
        wanted = squeeze("".join(titles))
        for start in reversed(range(len(column))):
            got = ""
            for end in range(start, len(column)):
                got += column[end].squeezed
                if got == wanted:
                    return Block(column[start : end + 1]), column[end + 1 :]
                if not wanted.startswith(got):
                    break
        raise Missing(f"«{' / '.join(titles)}» in column {which + 1} of the signatures")

    @cached_property
    def signature_title(self):
        return self.signed(0)[0]

    @cached_property
    def signer(self):
        return self.signer_of(0)

    def signer_of(self, which):
        name = self.signatures[which]["name"]
        for piece in self.signed(which)[1]:
            if piece.squeezed == squeeze(name):
                return Block([piece])
        raise Missing(f"«{name}» under the title")

    # Looking

    def line(self, text, sheet=None):
        """The part of a line, anywhere on a sheet of the main text, that holds a text."""
        for one in [sheet] if sheet else self.sheets:
            for line in one.lines:
                part = line.find(text)
                if part:
                    return part
        raise Missing(f"«{text}» on one line")

    def _on_first(self, text):
        return self._in(self.first.lines, text, "on page 1")

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

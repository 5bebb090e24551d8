"""Every row of the format facts about Nghị định 30/2020/NĐ-CP that speaks of layout: Phụ lục I-III, and the articles on
signing and copies. An id is the row's own; `rows.py` says which row of the layout table tests it, or why none does."""

from .forms import FORMS

# The sheet.
PAGE = {
    "1.1": "paper A4",
    "1.2": "upright, across for wide tables",
    "1.3": "top and bottom margin 20-25 mm",
    "1.4": "left margin 30-35 mm",
    "1.5": "right margin 15-20 mm",
    "1.6": "printing on both sides",
    "1.7": "Times New Roman, black",
    "1.8": "page number: Arabic, 13-14, in the middle of the top margin, not on page 1",
    "1.9": "body justified",
    "1.10": "first-line indent 1 or 1.27 cm",
    "1.11": "at least 6 pt between paragraphs",
    "1.12": "single to 1.5 lines",
    "1.13": "body 13-14, upright",
    "1.14": "sizes go up and down together",
}

# The components, by their boxes.
BOXES = {
    "1 Quốc hiệu": "upper, 12-13 bold, top right",
    "1 Tiêu ngữ": "13-14 bold, a rule as long as the text",
    "2 cơ quan chủ quản": "upper, 12-13 regular, left",
    "2 cơ quan ban hành": "upper, 12-13 bold, a rule of 1/3-1/2",
    "3": "number and symbol, 13, regular, under box 2",
    "4": "place and date, 13-14 italic, level with box 3",
    "5a tên loại": "upper, 13-14 bold, centred",
    "5a trích yếu": "13-14 bold, a rule of 1/3-1/2",
    "5b": "V/v, 12-13 regular, 6 pt under the number",
    "6 căn cứ": "13-14 italic, `;` and at last `.`",
    "6 nội dung": "13-14 regular, ends ./.",
    "9a": "Kính gửi, 13-14 regular",
    "7a": "authority and post, upper, 13-14 bold, right, level with Nơi nhận",
    "7b chức danh": "other title over the name",
    "7b họ tên": "13-14 bold, no degree",
    "7c": "room for the signature",
    "8": "seal",
    "9b Nơi nhận": "12 bold italic",
    "9b danh sách": "11 regular, `- …;`",
    "10a": "độ mật",
    "10b": "mức độ khẩn: 13-14 bold, red, in frames of fixed sizes",
    "11": "circulation and retrieval: 13-14 bold, framed, top margin, right half",
    "12": "drafter's code and copies, 11",
    "13": "address, 11-12, foot of page 1 under a line",
    "14": "text of the digital signature",
    "Phụ lục": "14 bold, mixed case",
    "tiêu đề phụ lục": "upper, 13-14 bold",
}

# 2.1 to 2.5.
DETAILS = {
    "2.1 number below ten": "two digits",
    "2.1 number of two digits": "as it is",
    "2.1 number of three digits": "as it is",
    "2.1 numbers begin anew each year": "Điều 15",
    "2.1 day below ten": "two digits",
    "2.1 day from ten on": "as it is",
    **{f"2.1 month {month}": "two digits" if month < 3 else "no zero" for month in range(1, 13)},
    "2.1 year": "four digits",
    "2.2 named kinds": "kind-office",
    "2.2 công văn": "office-unit",
    "2.2 advisory bodies": "a series of their own",
    "2.2 abbreviations of agencies": "fixed by their heads",
    "2.2 legal documents": "the year in the symbol",
    "2.3 one addressee": "on the line of Kính gửi",
    "2.3 two or more": "one a line, `;` and `.`, dashes under the colon",
    "2.4 Như trên": "first, with Kính gửi",
    "2.4 Như Điều": "first, in decisions and resolutions",
    "2.4 order": "by meaning",
    "2.4 Lưu": "last, with the unit and its copies, a full stop",
    "2.4 biên bản": "- Lưu: VT, Hồ sơ.",
    "2.4 giấy giới thiệu": "- Lưu: VT.",
    "2.4 practice": "(b/c) and drafters' names",
    "2.5 rule under Tiêu ngữ": "53-58 mm by the scale",
    "2.5 header columns": "how the names find room",
    "2.5 how rules are drawn": "borders of paragraphs",
}

SIGNING = {
    "4 head": "GIÁM ĐỐC",
    "4 TM.": "TM. ỦY BAN NHÂN DÂN / CHỦ TỊCH",
    "4 KT.": "KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC",
    "4 deputy in charge": "as KT.",
    "4 TM. KT.": "TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH / PHÓ CHỦ TỊCH",
    "4 Q.": "Q. GIÁM ĐỐC",
    "4 TL.": "TL. CHỦ TỊCH / CHÁNH VĂN PHÒNG",
    "4 TL. KT.": "TL. CHỦ TỊCH / KT. CHÁNH VĂN PHÒNG / PHÓ CHÁNH VĂN PHÒNG",
    "4 TUQ.": "TUQ. GIÁM ĐỐC / TRƯỞNG PHÒNG",
    "4 advisory body without seal": "the title in the body alone",
    "4 advisory body with the seal": "the post in the agency above the name",
    "4 council": "post and ministry above the name",
    "4 several signers": "side by side",
    "4 joint issue": "no rule",
    "4 one page": "title and name are not parted",
}

KINDS = {f"5 {slug}": form.title or "công văn" for slug, form in FORMS.items()} | {
    "5 Mẫu 1.1": "who decides, căn cứ, QUYẾT NGHỊ:",
    "5 Mẫu 1.2": "direct decision: Về việc …, Điều 1. bold, text after it",
    "5 Mẫu 1.3": "indirect decision: Ban hành …",
    "5 Mẫu 1.3 attachment": "head without number and date, (Kèm theo …), no signature",
    "5 Mẫu 1.3 electronic attachment": "in a file of its own",
    "5 Mẫu 1.4": "kind, subject, rule, text",
    "5 Mẫu 1.5": "no kind; V/v; Kính gửi",
    "5 Mẫu 1.6": "… điện: and the addressees",
    "5 Mẫu 1.7": "fixed lines",
    "5 Mẫu 1.8": "no subject, fixed lines",
    "5 Mẫu 1.9": "no place and date, two signers, recipients below",
    "5 Mẫu 1.10": "fixed lines, confirmation",
    "5 Mẫu 3.1": "the frame of a copy",
    "5 Mẫu 3.2": "electronic copy",
}

APPENDICES = {
    "6 footnotes": "10-11 pt, raised Arabic numbers, at the foot of their page",
    "6 pointer": "the text mentions its appendix",
    "6 numbering: one": "no number",
    "6 numbering: several": "Roman",
    "6 heading": "Phụ lục I, 14 bold; title upper, 13-14 bold",
    "6 reference line": "(Kèm theo …), italic 13-14, a short rule",
    "6 no head": "no Quốc hiệu, no signature, ends ./.",
    "6 page numbers": "each from 1",
    "6 electronic, same file": "signed once",
    "6 electronic, separate file": "signed each",
    "6 personal signature": "an image",
    "6 agency signature": "an image",
    "6 paper": "ink and seals",
    "6 errors after issue": "another document",
}

FACTS = (
    {key: text for key, text in PAGE.items()}
    | {f"box {key}": text for key, text in BOXES.items()}
    | DETAILS
    | SIGNING
    | KINDS
    | APPENDICES
)

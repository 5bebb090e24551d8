"""What the decree says of each kind of document, in its own words: nothing here is read from the program."""

from dataclasses import dataclass

# Months that get a zero; numbers and days below ten do.
PADDED_MONTHS = (1, 2)


@dataclass(frozen=True)
class Form:
    """One of the 29 kinds (Điều 7), with what its Mẫu adds to the common frame."""

    # The kind as it is printed over the subject; None where it is not (công văn).
    title: str | None
    # Its abbreviation in the symbol; công văn and thư công have none.
    short: str | None
    # The Mẫu of Phụ lục III; None for the four kinds without one.
    model: str | None
    number: bool = True
    date: bool = True
    # Box 5a under the title; giấy giới thiệu and giấy nghỉ phép have none.
    subject: bool = True
    # Words that stand alone, centred and bold, after the basis.
    resolve: str | None = None
    # Words that stand in the text in this order, fixed by the Mẫu.
    fixed: tuple = ()
    # Recipients below two signers, left and right (Mẫu 1.9; and the kinds signed by two parties).
    two_signers: bool = False
    # Whether the kind lists recipients at all.
    recipients: bool = True


def _plain(title, short):
    return Form(title, short, "1.4")


FORMS = {
    "nghi-quyet": Form("NGHỊ QUYẾT", "NQ", "1.1", resolve="QUYẾT NGHỊ:"),
    "quyet-dinh": Form("QUYẾT ĐỊNH", "QĐ", "1.2, 1.3", resolve="QUYẾT ĐỊNH:"),
    "chi-thi": _plain("CHỈ THỊ", "CT"),
    "quy-che": _plain("QUY CHẾ", "QC"),
    "quy-dinh": _plain("QUY ĐỊNH", "QyĐ"),
    "thong-cao": _plain("THÔNG CÁO", "TC"),
    "thong-bao": _plain("THÔNG BÁO", "TB"),
    "huong-dan": _plain("HƯỚNG DẪN", "HD"),
    "chuong-trinh": _plain("CHƯƠNG TRÌNH", "CTr"),
    "ke-hoach": _plain("KẾ HOẠCH", "KH"),
    "phuong-an": _plain("PHƯƠNG ÁN", "PA"),
    "de-an": _plain("ĐỀ ÁN", "ĐA"),
    "du-an": _plain("DỰ ÁN", "DA"),
    "bao-cao": _plain("BÁO CÁO", "BC"),
    "bien-ban": Form(
        "BIÊN BẢN",
        "BB",
        "1.9",
        date=False,
        fixed=("Thời gian bắt đầu:", "Địa điểm:", "Thành phần tham dự:", "Chủ trì", "Thư ký", "Nội dung", "kết thúc vào"),
        two_signers=True,
    ),
    "to-trinh": _plain("TỜ TRÌNH", "TTr"),
    "hop-dong": Form("HỢP ĐỒNG", "HĐ", None, two_signers=True),
    "cong-van": Form(None, None, "1.5", subject=False),
    "cong-dien": Form("CÔNG ĐIỆN", "CĐ", "1.6", fixed=("điện:",)),
    "ban-ghi-nho": Form("BẢN GHI NHỚ", "BGN", None, two_signers=True),
    "ban-thoa-thuan": Form("BẢN THỎA THUẬN", "BTT", None, two_signers=True),
    "giay-uy-quyen": _plain("GIẤY ỦY QUYỀN", "GUQ"),
    "giay-moi": Form(
        "GIẤY MỜI",
        "GM",
        "1.7",
        fixed=("trân trọng kính mời:", "Tới dự", "Chủ trì:", "Thời gian:", "Địa điểm:"),
    ),
    "giay-gioi-thieu": Form(
        "GIẤY GIỚI THIỆU",
        "GGT",
        "1.8",
        subject=False,
        fixed=(
            "trân trọng giới thiệu:",
            "Ông (bà):",
            "Chức vụ:",
            "Được cử đến:",
            "Về việc:",
            "Giấy này có giá trị đến hết ngày",
        ),
    ),
    "giay-nghi-phep": Form(
        "GIẤY NGHỈ PHÉP",
        "GNP",
        "1.10",
        subject=False,
        fixed=("Xét Đơn đề nghị nghỉ phép ngày", "cấp cho:", "Chức vụ:", "đến hết ngày"),
    ),
    "phieu-gui": _plain("PHIẾU GỬI", "PG"),
    "phieu-chuyen": _plain("PHIẾU CHUYỂN", "PC"),
    "phieu-bao": _plain("PHIẾU BÁO", "PB"),
    "thu-cong": Form("THƯ CÔNG", None, None, number=False, recipients=False),
}


def symbol(form, manifest):
    """The symbol as it must be printed: an office that gives only its own letters gets the kind's before them."""
    given = str(manifest.get("symbol") or "")
    if form.short and given and "-" not in given:
        return f"{form.short}-{given}"
    return given


def number(manifest):
    """The number: below ten with a zero; open space on a draft."""
    given = manifest.get("number")
    return "" if given is None else f"{int(given):02}"


def date(manifest):
    """Day, month and year as printed, each empty where it is open."""
    year, month, day = (str(manifest.get("date") or "").split("-") + ["", "", ""])[:3]
    day = f"{int(day):02}" if day else ""
    month = (f"{int(month):02}" if int(month) in PADDED_MONTHS else str(int(month))) if month else ""
    return day, month, year

//! The kinds of document of the decree (Nghị định 30/2020/NĐ-CP, Điều 7 and Phụ lục III, mục I).

/// A kind of document.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// Its name in `kind:`.
    pub slug: &'static str,
    /// Its name as printed, in lower case.
    pub name: &'static str,
    /// Its abbreviation in the document's symbol, when it has one.
    pub short: Option<&'static str>,
}

macro_rules! kinds {
    ($($slug:literal $name:literal $short:expr,)*) => {
        /// All 29 kinds, in the decree's order.
        pub const ALL: &[Kind] = &[$(Kind { slug: $slug, name: $name, short: $short },)*];
    };
}

kinds! {
    "nghi-quyet" "nghị quyết" Some("NQ"),
    "quyet-dinh" "quyết định" Some("QĐ"),
    "chi-thi" "chỉ thị" Some("CT"),
    "quy-che" "quy chế" Some("QC"),
    "quy-dinh" "quy định" Some("QyĐ"),
    "thong-cao" "thông cáo" Some("TC"),
    "thong-bao" "thông báo" Some("TB"),
    "huong-dan" "hướng dẫn" Some("HD"),
    "chuong-trinh" "chương trình" Some("CTr"),
    "ke-hoach" "kế hoạch" Some("KH"),
    "phuong-an" "phương án" Some("PA"),
    "de-an" "đề án" Some("ĐA"),
    "du-an" "dự án" Some("DA"),
    "bao-cao" "báo cáo" Some("BC"),
    "bien-ban" "biên bản" Some("BB"),
    "to-trinh" "tờ trình" Some("TTr"),
    "hop-dong" "hợp đồng" Some("HĐ"),
    "cong-van" "công văn" None,
    "cong-dien" "công điện" Some("CĐ"),
    "ban-ghi-nho" "bản ghi nhớ" Some("BGN"),
    "ban-thoa-thuan" "bản thỏa thuận" Some("BTT"),
    "giay-uy-quyen" "giấy ủy quyền" Some("GUQ"),
    "giay-moi" "giấy mời" Some("GM"),
    "giay-gioi-thieu" "giấy giới thiệu" Some("GGT"),
    "giay-nghi-phep" "giấy nghỉ phép" Some("GNP"),
    "phieu-gui" "phiếu gửi" Some("PG"),
    "phieu-chuyen" "phiếu chuyển" Some("PC"),
    "phieu-bao" "phiếu báo" Some("PB"),
    "thu-cong" "thư công" None,
}

/// The kind called `slug`.
#[must_use]
pub fn named(slug: &str) -> Option<&'static Kind> {
    ALL.iter().find(|kind| kind.slug == slug)
}

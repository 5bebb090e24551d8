//! The kinds of document of the decree (Nghị định 30/2020/NĐ-CP, Điều 7 and Phụ lục III, mục I).
//!
//! How each is laid out is data of the style: a kind only names its [frame](Kind::frame) there.

/// A kind of document.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// Its name in `kind:`.
    pub slug: &'static str,
    /// Its name as printed, in lower case.
    pub name: &'static str,
    /// Its abbreviation in the document's symbol, when it has one.
    pub short: Option<&'static str>,
    /// The Mẫu of Phụ lục III that shows it; four kinds have none.
    pub model: Option<&'static str>,
    /// The frame of the style that it takes, unless the style has one of the kind's own name.
    pub frame: &'static str,
}

macro_rules! kinds {
    ($($slug:literal $name:literal $short:expr, $model:expr, $frame:literal;)*) => {
        /// All 29 kinds, in the decree's order.
        pub const ALL: &[Kind] = &[$(Kind {
            slug: $slug, name: $name, short: $short, model: $model, frame: $frame,
        },)*];
    };
}

kinds! {
    "nghi-quyet" "nghị quyết" Some("NQ"), Some("1.1"), "nghi-quyet";
    "quyet-dinh" "quyết định" Some("QĐ"), Some("1.2"), "quyet-dinh";
    "chi-thi" "chỉ thị" Some("CT"), Some("1.4"), "co-ten-loai";
    "quy-che" "quy chế" Some("QC"), Some("1.4"), "quy-che";
    "quy-dinh" "quy định" Some("QyĐ"), Some("1.4"), "quy-che";
    "thong-cao" "thông cáo" Some("TC"), Some("1.4"), "co-ten-loai";
    "thong-bao" "thông báo" Some("TB"), Some("1.4"), "co-ten-loai";
    "huong-dan" "hướng dẫn" Some("HD"), Some("1.4"), "co-ten-loai";
    "chuong-trinh" "chương trình" Some("CTr"), Some("1.4"), "co-ten-loai";
    "ke-hoach" "kế hoạch" Some("KH"), Some("1.4"), "co-ten-loai";
    "phuong-an" "phương án" Some("PA"), Some("1.4"), "co-ten-loai";
    "de-an" "đề án" Some("ĐA"), Some("1.4"), "co-ten-loai";
    "du-an" "dự án" Some("DA"), Some("1.4"), "co-ten-loai";
    "bao-cao" "báo cáo" Some("BC"), Some("1.4"), "gui-cap-tren";
    "bien-ban" "biên bản" Some("BB"), Some("1.9"), "bien-ban";
    "to-trinh" "tờ trình" Some("TTr"), Some("1.4"), "gui-cap-tren";
    "hop-dong" "hợp đồng" Some("HĐ"), None, "thoa-thuan";
    "cong-van" "công văn" None, Some("1.5"), "cong-van";
    "cong-dien" "công điện" Some("CĐ"), Some("1.6"), "cong-dien";
    "ban-ghi-nho" "bản ghi nhớ" Some("BGN"), None, "thoa-thuan";
    "ban-thoa-thuan" "bản thỏa thuận" Some("BTT"), None, "thoa-thuan";
    "giay-uy-quyen" "giấy ủy quyền" Some("GUQ"), Some("1.4"), "co-ten-loai";
    "giay-moi" "giấy mời" Some("GM"), Some("1.7"), "giay-moi";
    "giay-gioi-thieu" "giấy giới thiệu" Some("GGT"), Some("1.8"), "giay-gioi-thieu";
    "giay-nghi-phep" "giấy nghỉ phép" Some("GNP"), Some("1.10"), "giay-nghi-phep";
    "phieu-gui" "phiếu gửi" Some("PG"), Some("1.4"), "co-ten-loai";
    "phieu-chuyen" "phiếu chuyển" Some("PC"), Some("1.4"), "co-ten-loai";
    "phieu-bao" "phiếu báo" Some("PB"), Some("1.4"), "co-ten-loai";
    "thu-cong" "thư công" None, None, "thu-cong";
}

/// The forms of copies (Điều 25), which are no kinds of document but have symbols like them. Their
/// frame is only for what is asked of any frame; they are laid out after Mẫu 3.1.
pub const COPIES: [Kind; 3] = [
    copy("sao-y", "sao y", "SY"),
    copy("trich-sao", "trích sao", "TrS"),
    copy("sao-luc", "sao lục", "SL"),
];

const fn copy(slug: &'static str, name: &'static str, short: &'static str) -> Kind {
    Kind { slug, name, short: Some(short), model: Some("3.1"), frame: "co-ten-loai" }
}

/// The kind or form of copy abbreviated `short` in symbols, letter for letter.
#[must_use]
pub fn abbreviated(short: &str) -> Option<&'static Kind> {
    ALL.iter().chain(&COPIES).find(|kind| kind.short == Some(short))
}

/// The kind called `slug`.
#[must_use]
pub fn named(slug: &str) -> Option<&'static Kind> {
    ALL.iter().find(|kind| kind.slug == slug)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::style::{BUILT_IN, Style};

    #[test]
    fn twenty_nine_of_which_two_have_no_abbreviation() {
        assert_eq!(ALL.len(), 29);
        let bare: Vec<&str> = ALL.iter().filter(|k| k.short.is_none()).map(|k| k.slug).collect();
        assert_eq!(bare, ["cong-van", "thu-cong"]);
        assert_eq!(ALL.iter().filter(|kind| kind.model.is_none()).count(), 4);
    }

    #[test]
    fn every_built_in_style_has_every_frame() {
        for style in BUILT_IN {
            let style = Style::built_in(style).unwrap_or_else(Style::nd30);
            for kind in ALL {
                assert!(!style.frame(kind).parts.is_empty(), "{}", kind.slug);
            }
        }
    }
}

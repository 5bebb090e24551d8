//! Each look is held against its pattern.

use super::super::{notes, sums, wording};
use super::*;
use proptest::prelude::*;
use regex::Regex;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::LazyLock;

thread_local! {
    static PATTERNS: RefCell<HashMap<&'static str, Regex>> = RefCell::default();
}

/// Text in which most of what the looks look for turns up.
fn text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "hòa",
        "hoà",
        "thủy",
        "thuỷ",
        "Hoà",
        "THUÝ",
        "quý",
        "quả",
        "hoạt",
        "toàn",
        "úy",
        " ",
        ", ",
        ".",
        ":",
        "(",
        ")",
        "[1]",
        "(1)",
        "1",
        "12",
        "/09:",
        "3456789",
        "sup>",
        "<sup>",
        "<sup> 1</sup>",
        "^",
        "²",
        "¹",
        "⁴",
        "m",
        "…",
        "...",
        "??",
        "xxx",
        "XXX",
        "todo",
        "lorem ipsum",
        "#ref!",
        "error! bookmark",
        "[cần",
        "Khoản 2",
        "Điểm a",
        "điều 5",
        "điều",
        "Phụ lục",
        "gồm",
        "BAO GỒM",
        "trong đó",
        "TRONG Đ",
        "Ó",
        "PHỤ ",
        "lục",
        " theo",
        "đính ",
        "kèm theo",
        "ĐÍNH KÈM",
        "\u{a0}",
        "“",
        "«",
        "\"",
        "–",
        "ế",
        "Ở",
        "a",
        "Sở",
        "µ",
        "á»",
        "Ã³",
        "Æ°",
        "Ê",
        "/",
        "%",
        "Ð",
        "ð",
        "Ɖ",
        "ѕ",
        "e\u{302}",
        "\u{200b}",
        "tọa",
        "TỎA",
        "ngoẹ",
        "lũy",
        "toả",
        "luỹ",
        "\t",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

    #[test]
    fn looks_miss_nothing(text in text()) {
        let is = |pattern: &'static str| {
            PATTERNS.with_borrow_mut(|all| {
                all.entry(pattern).or_insert_with(|| Regex::new(pattern).unwrap()).is_match(&text)
            })
        };
        let all = Looks::of(&text);
        let looks = [
            ("raised", all.raised(), is("[⁰¹²³⁴⁵⁶⁷⁸⁹]")),
            ("paired", all.paired(), is(r#"[“”„«»"()\[\]{}]"#)),
            ("mention", all.appendix(), is("(?i)phụ lục|kèm theo|đính kèm")),
            ("first", all.first(), is(r"\(1\) ")),
            ("parts", all.parts(&text), sums::has_openers(&text)),
            ("alien", all.legacy(), is("[µ¸¶¹¨¾¼½ÆÇËÎÏÑªÖØÜÞßäåæç¬ëîïñøöûüþ÷®§]")),
            ("garbled", all.legacy(), is(r"á[»º]|Ä[‘ƒ‚]|Ã[\x{a0}-\x{bf}]")),
            ("open", all.open(), wording::is_open(&text)),
            ("capital", all.capital() && capital(&text, &all), wording::is_capital(&text)),
            ("alike", all.alike(), is("[ÐðƉɖ\u{400}-\u{45f}]")),
            ("wide", all.wide(), is("[\t\u{a0}\n]|  ")),
            ("digits", !all.digits.is_empty(), is("[0-9]")),
            ("slash", all.slash(), is("/")),
            ("percent", all.percent(), is("%")),
            ("odd", all.odd(), !crate::text::is_plain(&text)),
            ("pasted", pasted(&text, &all.digits), notes::is_pasted(&text)),
        ];
        prop_assert_eq!(mention(&text), is("(?i)phụ lục|kèm theo|đính kèm"));
        prop_assert_eq!(all.odd(), !crate::text::is_plain(&text));
        let runs: Vec<_> = text
            .split(|c: char| !c.is_ascii_digit())
            .filter(|run| !run.is_empty())
            .map(|run| {
                let start = (run.as_ptr() as usize - text.as_ptr() as usize) as u32;
                start..start + run.len() as u32
            })
            .collect();
        prop_assert_eq!(&all.digits, &runs);
        for (name, look, found) in looks {
            prop_assert!(look || !found, "{} misses {:?}", name, text);
        }
    }

    #[test]
    fn both_places_of_tone_marks_are_found(text in text()) {
        static PATTERN: LazyLock<Regex> = LazyLock::new(|| Regex::new(
            r"(?i)(?:[òóỏõọ][ae]|[ùúủũụ]y|(o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ]))(?:[^\p{L}\p{M}]|$)",
        ).unwrap());
        let wanted: Vec<_> = PATTERN
            .captures_iter(&text)
            .map(|found| (found.get(0).unwrap().start(), found.get(1).is_some()))
            .collect();
        let found = Looks::of(&text).tones;
        let found: Vec<_> = found.into_iter().map(|(start, _, new)| (start as usize, new)).collect();
        prop_assert_eq!(found, wanted);
    }
}

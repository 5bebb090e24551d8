use proptest::prelude::*;

use super::*;

const REGULAR: Face = Face { bold: false, italic: false };
const BOLD: Face = Face { bold: true, italic: false };
const ITALIC: Face = Face { bold: false, italic: true };
const BOLD_ITALIC: Face = Face { bold: true, italic: true };
const FACES: [Face; 4] = [REGULAR, BOLD, ITALIC, BOLD_ITALIC];

const COUNTRY: &str = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";
const MOTTO: &str = "Độc lập - Tự do - Hạnh phúc";
const AGENCY: &str = "SỞ KHOA HỌC VÀ CÔNG NGHỆ";

fn same(a: f64, b: f64) -> bool {
    a.to_bits() == b.to_bits()
}

/// In units per em, where the expectation is exact.
fn units(text: &str, face: Face) -> f64 {
    width(text, face, 2048.0)
}

#[test]
fn known_lines() {
    // Millimetres, from a shaper (HarfBuzz) with kerning off and Liberation Serif 2.1.5.
    for (text, face, size, mm) in [
        (COUNTRY, BOLD, 12.0, 88.32),
        (COUNTRY, BOLD, 13.0, 95.67),
        (MOTTO, BOLD, 13.0, 56.14),
        (MOTTO, BOLD, 14.0, 60.46),
        (AGENCY, BOLD, 13.0, 70.20),
        (COUNTRY, REGULAR, 12.0, 84.31),
        (COUNTRY, ITALIC, 12.0, 80.31),
        (COUNTRY, BOLD_ITALIC, 12.0, 84.80),
        (AGENCY, REGULAR, 13.0, 66.88),
    ] {
        let found = width(text, face, size) * 25.4 / 72.0;
        assert!((found - mm).abs() < 0.006, "{text} {face:?} at {size} pt: {found} mm");
    }
}

#[test]
fn known_characters() {
    let row = |c: &str| FACES.map(|face| units(c, face).to_string()).join(" ");
    for (c, expected) in [
        (" ", "512 512 512 512"),
        ("\u{A0}", "512 512 512 512"),
        ("A", "1479 1479 1251 1366"),
        ("Ậ", "1479 1479 1251 1366"),
        ("a", "909 1024 1024 1024"),
        ("đ", "1024 1139 1024 1024"),
        ("ơ", "1083 1134 1093 1099"),
        ("ợ", "1083 1134 1093 1099"),
        ("ư", "1110 1229 1117 1227"),
        ("₫", "1050 1050 1050 1050"),
        ("-", "682 682 682 682"),
        ("\u{2011}", "682 682 682 682"),
        ("—", "2048 2048 1821 2048"),
        ("\u{301}", "0 0 0 0"),
        ("\u{36C}", "0 0 0 0"),
        ("\u{200B}", "0 0 0 0"),
        ("\u{2060}", "0 0 0 0"),
        ("\t\n", "0 0 0 0"),
        ("字", "2048 2048 2048 2048"),
        ("한", "2048 2048 2048 2048"),
        ("\u{1112}\u{1161}\u{11AB}", "2048 2048 2048 2048"),
        ("（", "2048 2048 2048 2048"),
        ("ก", "1024 1139 1024 1139"),
    ] {
        assert_eq!(row(c), expected, "{c:?}");
    }
}

#[test]
fn tables_hold_together() {
    for pair in RUNS.windows(2) {
        assert!(pair[0].1 < pair[1].0);
        assert_eq!(pair[0].2 + (pair[0].1 as usize - pair[0].0 as usize) + 1, pair[1].2);
    }
    let last = RUNS[RUNS.len() - 1];
    assert_eq!(last.2 + (last.1 as usize - last.0 as usize) + 1, CLASSES.len());
    assert!(CLASSES.iter().all(|&class| usize::from(class) < WIDTHS.len()));
    assert!(GROWTH.is_sorted_by(|a, b| a.0 < b.0));
    assert!(FACES.iter().all(|&face| same(units("n", face), f64::from(face.of(WIDTHS[0])))));
}

/// A vowel and a tone, composed and decomposed.
fn syllables() -> Vec<(String, String)> {
    const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];
    let rows = [
        ("ÀÁÃẢẠ", "A"),
        ("ẰẮẴẲẶ", "A\u{306}"),
        ("ẦẤẪẨẬ", "A\u{302}"),
        ("ÈÉẼẺẸ", "E"),
        ("ỀẾỄỂỆ", "E\u{302}"),
        ("ÌÍĨỈỊ", "I"),
        ("ÒÓÕỎỌ", "O"),
        ("ỒỐỖỔỘ", "O\u{302}"),
        ("ỜỚỠỞỢ", "O\u{31B}"),
        ("ÙÚŨỦỤ", "U"),
        ("ỪỨỮỬỰ", "U\u{31B}"),
        ("ỲÝỸỶỴ", "Y"),
    ];
    let mut pairs = Vec::new();
    for (composed, letter) in rows {
        for (whole, tone) in composed.chars().zip(TONES) {
            // The dot below sorts before the marks above in a canonical decomposition, but
            // after the horn; typists' programs do not always keep to it, so both orders.
            let mut swapped = letter.to_owned();
            swapped.insert(1, tone);
            for apart in [format!("{letter}{tone}"), swapped] {
                pairs.push((whole.to_lowercase().collect(), apart.to_lowercase()));
                pairs.push((whole.to_string(), apart));
            }
        }
    }
    pairs
}

#[test]
fn composed_and_decomposed_are_equally_wide() {
    for face in FACES {
        for (composed, decomposed) in syllables() {
            assert!(same(units(&composed, face), units(&decomposed, face)), "{composed} {face:?}");
        }
        // Half composed: the tone first, the horn after it.
        for (composed, half) in [("ớ", "ó\u{31B}"), ("Ự", "Ụ\u{31B}"), ("ợ", "o\u{323}\u{31B}")]
        {
            assert!(same(units(composed, face), units(half, face)), "{composed} {face:?}");
        }
        let motto =
            "Đo\u{323}\u{302}c la\u{323}\u{302}p - Tu\u{31B}\u{323} do - Ha\u{323}nh phu\u{301}c";
        assert!(same(width(MOTTO, face, 14.0), width(motto, face, 14.0)));
        assert!(same(width_tracked(MOTTO, face, 14.0, 0.3), width_tracked(motto, face, 14.0, 0.3)));
    }
}

#[test]
fn tracking_follows_every_character() {
    let plain = width("Số: 12/QĐ", REGULAR, 13.0);
    assert!(same(width_tracked("Số: 12/QĐ", REGULAR, 13.0, 0.5), plain + 4.5));
    assert!(same(width_tracked("Số: 12/QĐ", REGULAR, 13.0, 0.0), plain));
}

fn lines(text: &str, face: Face, size: f64, limit: f64) -> Vec<&str> {
    balance(text, face, size, limit).into_iter().map(|range| &text[range]).collect()
}

#[test]
fn balances_titles() {
    let title = "Về việc ban hành Quy chế quản lý, vận hành và khai thác hệ thống thông tin";
    assert_eq!(
        lines(title, BOLD, 14.0, 400.0),
        ["Về việc ban hành Quy chế quản lý, vận", "hành và khai thác hệ thống thông tin"]
    );
    assert_eq!(lines(title, BOLD, 14.0, 900.0), [title]);
    assert_eq!(lines("  SỞ  Y TẾ \n", BOLD, 13.0, 900.0), ["SỞ  Y TẾ"]);
    assert_eq!(lines("bbbbbbbb i i i i", REGULAR, 12.0, 48.0), ["bbbbbbbb", "i i i i"]);
    assert_eq!(lines("n n n", REGULAR, 12.0, 16.0), ["n n", "n"]);
}

#[test]
fn odd_input() {
    assert!(balance("", REGULAR, 12.0, 100.0).is_empty());
    assert!(balance(" \t\n", REGULAR, 12.0, 100.0).is_empty());
    assert_eq!(
        lines("a bbbbbbbbbbbbbbbb c d", REGULAR, 12.0, 20.0),
        ["a", "bbbbbbbbbbbbbbbb", "c d"]
    );
    assert_eq!(lines("a b", REGULAR, 12.0, 0.0), ["a", "b"]);
    assert_eq!(lines("a b", REGULAR, 12.0, f64::NAN), ["a", "b"]);
    assert_eq!(lines("a\u{A0}b\u{202F}c", REGULAR, 12.0, 1.0), ["a\u{A0}b\u{202F}c"]);
    let long = "từ ".repeat(20_000);
    assert!(balance(&long, REGULAR, 13.0, 450.0).len() > 100);
}

/// All the ways to break `count` words, as the numbers of words in each line.
fn ways(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let longer =
        |first| ways(count - first).into_iter().map(move |rest| [vec![first], rest].concat());
    (1..=count).flat_map(longer).collect()
}

proptest! {
    #[test]
    fn widths_add_up(a in "[ -~àơựỆĐ]{0,20}", b in "[ -~àơựỆĐ]{0,20}", face in 0..4_usize) {
        let sum = units(&a, FACES[face]) + units(&b, FACES[face]);
        prop_assert!(same(units(&[a, b].concat(), FACES[face]), sum));
    }

    #[test]
    fn any_text_is_finite_and_not_negative(text: String, face in 0..4_usize) {
        let found = width(&text, FACES[face], 13.0);
        prop_assert!(found.is_finite() && found >= 0.0);
    }

    #[test]
    fn lines_hold_every_word_in_order(text: String, size in 8.0..20.0, limit in 0.0..300.0) {
        let ranges = balance(&text, BOLD, size, limit);
        let found: Vec<&str> =
            ranges.iter().flat_map(|line| text[line.clone()].split(is_break)).filter(|w| !w.is_empty()).collect();
        let all: Vec<&str> = text.split(is_break).filter(|w| !w.is_empty()).collect();
        prop_assert_eq!(found, all);
        for line in ranges {
            let line = &text[line];
            prop_assert!(width(line, BOLD, size) <= limit || !line.contains(is_break));
            prop_assert!(!line.is_empty() && line.trim_matches(is_break) == line);
        }
    }

    #[test]
    fn no_way_is_better(words in prop::collection::vec("[a-zưẠĐ]{1,9}", 1..9), limit in 20.0..200.0) {
        let text = words.join(" ");
        // Lines, then widest within the limit, then how unequal: less is better.
        let rate = |lines: &[&str]| {
            let within = lines.iter().map(|line| units(line, REGULAR)).filter(|w| w * 13.0 / 2048.0 <= limit);
            (lines.len(), within.clone().fold(0.0, f64::max), within.map(|w| w * w).sum::<f64>())
        };
        let found = rate(&lines(&text, REGULAR, 13.0, limit));
        for way in ways(words.len()) {
            let mut rest = &words[..];
            let mut way_lines = Vec::new();
            for count in way {
                let (line, after) = rest.split_at(count);
                way_lines.push(line.join(" "));
                rest = after;
            }
            let way_lines: Vec<&str> = way_lines.iter().map(String::as_str).collect();
            let allowed = |line: &&str| width(line, REGULAR, 13.0) <= limit || !line.contains(' ');
            if way_lines.iter().all(allowed) {
                prop_assert!(found <= rate(&way_lines), "{:?}", way_lines);
            }
        }
    }
}

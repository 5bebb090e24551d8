//! Numbering is a bijection between the first uses of notes, in reading order, and 1…N.

#![allow(clippy::unwrap_used)] // a test that cannot go on should stop

use proptest::prelude::*;
use std::fmt::Write;
use std::fs;
use vanthu::diagnostic::Sink;
use vanthu::{compose, folder, register};

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Each file cites notes `0…`, in any order, some twice, some written in place; the outline
    /// puts the files in any order.
    #[test]
    fn first_uses_and_numbers_match(
        files in prop::collection::vec(prop::collection::vec(0..6usize, 0..8), 1..5),
        order in any::<u64>(),
    ) {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("sections")).unwrap();
        let mut places: Vec<usize> = (0..files.len()).collect();
        places.sort_by_key(|at| (order >> (at * 8)) & 0xff);
        let mut outline = String::new();
        let mut wanted: Vec<(usize, String)> = Vec::new();
        for at in &places {
            let _ = writeln!(outline, "  - s{at}");
            for (n, key) in files[*at].iter().enumerate() {
                let text = if *key == 5 { format!("tại chỗ {at} {n}") } else { format!("chú thích {at} {key}") };
                if !wanted.iter().any(|(_, other)| *other == text) {
                    wanted.push((*at, text));
                }
            }
        }
        let manifest = format!("kind: bao-cao\nissuer: {{name: Sở}}\noutline:\n{outline}");
        fs::write(dir.path().join("document.yaml"), manifest).unwrap();
        for (at, keys) in files.iter().enumerate() {
            let mut body = String::from("  Mở đầu.\n");
            for (n, key) in keys.iter().enumerate() {
                let mark = if *key == 5 { format!("^[tại chỗ {at} {n}]") } else { format!("[^k{key}]") };
                let lead = ["\n  - ý", "\n  Đoạn", "\n  | ô | ô |\n  | ô"][n % 3];
                let tail = if n % 3 == 2 { " | x |" } else { "" };
                let _ = writeln!(body, "{lead}{mark}{tail}");
            }
            let mut text = format!("unit: Đơn vị {at}\ntitle: Phần\nid: s{at}\nbody: |\n{body}footnotes:\n");
            for key in 0..5 {
                let _ = writeln!(text, "  k{key}: chú thích {at} {key}");
            }
            fs::write(dir.path().join(format!("sections/{at}.yaml")), text).unwrap();
        }
        let mut sink = Sink::new();
        let folder = folder::load(dir.path(), &mut sink);
        let (numbered, _) = compose(&folder, &mut sink).unwrap();
        let rows = register::rows(&numbered, &folder.sources);
        let found: Vec<(usize, String)> = rows.iter().map(|row| (row.number, row.text.clone())).collect();
        let wanted: Vec<(usize, String)> = wanted.into_iter().enumerate().map(|(n, (_, text))| (n + 1, text)).collect();
        prop_assert_eq!(found, wanted);
    }
}

//! Names made of Vietnamese words: keys of notes, ids, names of files.

use crate::reader::labels::pattern;
use regex::Regex;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Number and symbol of a document: `2130/SKHCN-QLĐLCL`.
static SYMBOL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(\d{1,5}(?:/\d{4})?/[\p{Lu}][\p{L}\d&]*(?:-[\p{L}\d&]+)*)"));

/// Words in ASCII and lower case, joined by `-`: at most `words` of them and about `long` letters.
pub(crate) fn slug(text: &str, words: usize, long: usize) -> String {
    // Enough for any key; a note may be a page long.
    let first: String = text.chars().take(400).collect();
    let mut out = String::new();
    for word in crate::text::slug(&first).split('-').take(words) {
        if !out.is_empty() && out.len() + word.len() + 1 > long {
            break;
        }
        if !out.is_empty() {
            out.push('-');
        }
        out.extend(word.chars().take(long));
    }
    out
}

/// A readable key for a note: the symbol of the document it cites, else its first words.
pub(super) fn note(text: &str) -> String {
    let symbol = SYMBOL.captures(text).map(|found| slug(&found[1], 8, 30));
    let key = symbol.unwrap_or_else(|| slug(text, 4, 24));
    // A bare number would count as the author's own numbering.
    match key.bytes().all(|b| b.is_ascii_digit()) {
        true if key.is_empty() => "ghi-chu".to_owned(),
        true => format!("so-{key}"),
        false => key,
    }
}

/// Names that are given away, each with the number that the next of the same name may get: of thousands alike
/// each is made at once.
pub(super) type Taken = HashMap<String, usize>;

/// The name, or with `-2`, `-3` … when it is taken.
pub(super) fn unique(name: &str, taken: &mut Taken) -> String {
    let mut found = name.to_owned();
    if let Some(mut n) = taken.get(name).copied() {
        while taken.contains_key(&found) {
            found = format!("{name}-{n}");
            n += 1;
        }
        taken.insert(name.to_owned(), n);
    }
    taken.insert(found.clone(), 2);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_readable() {
        assert_eq!(note("CV số 2110/SKHCN-QLĐLCL ngày 26/12/2022."), "2110-skhcn-qldlcl");
        assert_eq!(note("Theo Nghị định số 30/2020/NĐ-CP."), "30-2020-nd-cp");
        assert_eq!(note("Đề tài Phục hồi, bảo tồn di sản văn hóa"), "de-tai-phuc-hoi");
        assert_eq!(note("Công ty TNHH xử lý rác"), "cong-ty-tnhh-xu");
        assert_eq!(note("963"), "so-963");
        assert_eq!(note("“…”"), "ghi-chu");
        let mut taken = Taken::new();
        let made: Vec<_> = (0..3).map(|_| unique("a", &mut taken)).collect();
        assert_eq!(made, ["a", "a-2", "a-3"]);
    }

    /// The first number that is free, whatever was given away before.
    #[test]
    fn names_are_unique_and_as_short_as_can_be() {
        let mut taken = Taken::new();
        let names = ["a", "a-3", "a", "a", "a", "a-3", "a-2", "a-2-2", "a-2"];
        let made: Vec<_> = names.iter().map(|name| unique(name, &mut taken)).collect();
        assert_eq!(made, ["a", "a-3", "a-2", "a-4", "a-5", "a-3-2", "a-2-2", "a-2-2-2", "a-2-3"]);
    }
}

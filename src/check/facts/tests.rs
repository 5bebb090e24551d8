use super::*;
use proptest::prelude::*;

fn read(text: &str) -> (Vec<String>, Vec<String>, Vec<String>) {
    let facts = Facts::of(text);
    let slice = |range: &Range<usize>| text[range.clone()].to_owned();
    (
        facts.cites.iter().map(|cite| slice(&cite.range)).collect(),
        facts.dates.iter().map(|dated| dated.date.to_string()).collect(),
        facts.figures.iter().map(|figure| slice(&figure.range)).collect(),
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn dates_are_the_same_when_the_digits_are_not_known(
        numbers in prop::array::uniform3(prop::sample::select(vec!["1", "02", "123", "2022", "20225"])),
        around in prop::array::uniform4(prop::sample::select(vec![
            "", "/", ".", "-", "–", " ", "/ ", "/a", "-Đ", "\u{a0}", "ngày ", " tháng ", " năm ",
        ])),
    ) {
        let [day, month, year] = numbers;
        let text = [around[0], day, around[1], month, around[2], year, around[3]].concat();
        let looks = Looks::of(&text);
        for (at, run) in looks.digits.iter().enumerate() {
            let run = run.start as usize..run.end as usize;
            let same = |next| date(&text, &run, next).map(|dated| (dated.range, dated.date));
            prop_assert_eq!(same(&looks.digits[at + 1..]), same(&[]), "{:?} {:?}", &text, run);
        }
    }

    #[test]
    fn words_at_the_ends_are_found_letter_by_letter(pieces in prop::collection::vec(prop::sample::select(vec![
        "k", "K", "\u{212a}", "kế", "KẾ", "Kế", "hoạch", "HOẠCH", "hoẠch", "h", "ế", "Ế", "số", "Ố", "İ", "i", " ",
    ]), 0..4)) {
        let text = pieces.concat();
        for word in ["kế hoạch", "k", "hoạch", "ế", "số", "i"] {
            let small: Vec<char> = text.chars().map(lower).collect();
            let count = word.chars().count();
            let tail = text.char_indices().map(|(at, _)| at).nth(count).unwrap_or(text.len());
            let starts = small.starts_with(&word.chars().collect::<Vec<_>>());
            prop_assert_eq!(after(&text, word), starts.then(|| &text[tail..]), "{:?} {:?}", &text, word);
            let head = text.char_indices().rev().map(|(at, _)| at).nth(count - 1).unwrap_or(0);
            let ends = small.ends_with(&word.chars().collect::<Vec<_>>());
            prop_assert_eq!(before(&text, word), ends.then(|| &text[..head]), "{:?} {:?}", &text, word);
        }
    }
}

#[test]
fn what_runs_into_a_date_is_no_figure() {
    let (_, dates, figures) = read("chi 3,5 tỷ, còn 12,5 - 6 - 2022 là 7,25 phần");
    assert_eq!(dates, ["05/6/2022"]);
    assert_eq!(figures, ["3,5", "7,25"]);
}

#[test]
fn figures_are_told_apart() {
    let (cites, dates, figures) = read(
        "Trong 03 tháng, theo Quyết định số 1888/QĐ-UBND, 1889/QĐ-UBND ngày 15 tháng 12 năm \
         2022 và Nghị định số 166/2013/NĐ-CP, giao 4.997,470 triệu đồng cho 02 dự án; từ \
         05/12/2022 đến 04/3/2023 có 48/49 TTHC (97,96%).",
    );
    assert_eq!(cites, ["1888/QĐ-UBND", "1889/QĐ-UBND", "166/2013/NĐ-CP"]);
    assert_eq!(dates, ["15/12/2022", "05/12/2022", "04/3/2023"]);
    assert_eq!(figures, ["03", "4.997,470", "02"]);
}

#[test]
fn codes_are_no_documents_and_no_counts() {
    let (cites, dates, figures) = read(
        "QCVN 01:2022/BKHCN, ISO 9001:2015, số 10A, H5N1, bộ quả cân (1-2-2-5-10), tỷ lệ 48/49, Quý I.2023",
    );
    assert!(cites.is_empty(), "{cites:?}");
    assert!(dates.is_empty());
    assert!(figures.is_empty(), "{figures:?}");
}

#[test]
fn money() {
    let facts = Facts::of("tổng 31.225.000 đồng, 2,5 tỷ");
    let values: Vec<_> = facts.figures.iter().map(|f| (f.value, f.decimals)).collect();
    assert_eq!(values, [(31_225_000 * ONE, 0), (2_500_000, 1)]);
}

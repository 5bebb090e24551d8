//! What only the whole document tells is found however far apart it stands, and in its very place.

#![allow(clippy::unwrap_used)] // a test that cannot go on should stop

use std::fmt::Write;
use std::fs;
use vanthu::diagnostic::Sink;
use vanthu::source::Span;

const LONG: &str = "Phòng đã rà soát, cập nhật và công khai đầy đủ các thủ tục hành chính thuộc phạm vi quản lý \
    trên cổng dịch vụ công của tỉnh";

/// A section; some of them have something that another one should not have.
fn section(number: usize) -> String {
    let more = match number {
        7 => {
            "\n\n  Theo Quyết định số 12/QĐ-SKHCN ngày 03/02/2022.^[Một chú thích viết ngay tại chỗ.]"
        }
        90 => "\n\n  Theo Quyết định số 12/QĐ-SKHCN ngày 04/02/2022.",
        110 => "\n\n  Theo Quyết định số 12/QĐ-SKHCN ngày 03/02/2022, Kế hoạch số 5/KH-SKH&CN.",
        _ => "",
    };
    let paragraph = match number {
        3 | 95 => format!("\n\n  {LONG}."),
        _ => String::new(),
    };
    let note = match number {
        20 | 105 => "MỘT CHÚ thích viết ngay tại chỗ.".to_owned(),
        64 => "Không có dấu chấm ở cuối chú thích này".to_owned(),
        _ => format!("Nguồn của phần {number}, trang {number} và tiếp theo."),
    };
    format!(
        "unit: Phòng {number}\ntitle: Công tác {number}\nbody: |\n  Việc {number}[^a].{paragraph}{more}\nfootnotes:\n  \
         a: {note}\n"
    )
}

#[test]
fn what_stands_far_apart_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    fs::create_dir(dir.join("sections")).unwrap();
    let document = "kind: bao-cao\nissuer: {name: Sở Khoa học và Công nghệ}\ndate: 2023-03\n";
    fs::write(dir.join("document.yaml"), document).unwrap();
    for number in 0..120 {
        fs::write(dir.join(format!("sections/{number:03}-phong-{number}.yaml")), section(number))
            .unwrap();
    }
    let mut sink = Sink::new();
    let folder = vanthu::folder::load(dir, &mut sink);
    let _ = vanthu::compose(&folder, &mut sink);
    let place = |span: Span| {
        let words = folder.sources.slice(span).split_whitespace().take(3).collect::<Vec<_>>();
        let file = folder.sources.get(span.file).name.trim_start_matches("sections/");
        format!("{} «{}»", &file[..3], words.join(" "))
    };
    let mut found = String::new();
    for finding in sink.close(&folder.levels).findings {
        let related = finding.related.iter().map(|related| place(related.span));
        let related = related.collect::<Vec<_>>().join(", ");
        writeln!(found, "{} {}; {related}", finding.rule.name(), place(finding.span)).unwrap();
    }
    assert_eq!(found, WANTED);
}

const WANTED: &str = "\
footnote-repeated 020 «MỘT CHÚ thích»; 007 «Một chú thích»
footnote-stop 064 «y»; \n\
citation-conflict 090 «12/QĐ-SKHCN»; 007 «12/QĐ-SKHCN»
text-repeated 095 «Phòng đã rà»; 003 «Phòng đã rà»
footnote-repeated 105 «MỘT CHÚ thích»; 007 «Một chú thích»
symbol-spelling 110 «KH-SKH&CN»; 007 «QĐ-SKHCN»
";

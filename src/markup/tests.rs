use super::*;
use crate::diagnostic::Levels;
use crate::source::FileId;
use proptest::prelude::*;

fn read(text: &str) -> (Marked, Vec<&'static str>) {
    let mut sink = Sink::new();
    let scalar = Scalar::verbatim(FileId(0), text);
    let marked = parse(scalar, Extent::Body, &mut sink);
    let report = sink.close(&Levels::default());
    (marked, report.findings.iter().map(|finding| finding.rule.name()).collect())
}

/// A short picture of the blocks: kind and text.
fn shape(text: &str) -> Vec<String> {
    let (marked, _) = read(text);
    marked
        .blocks()
        .map(|block| {
            let kind = match &block.kind {
                BlockKind::Paragraph => "p".to_owned(),
                BlockKind::Item { level } => format!("i{level}"),
                BlockKind::Point { letter } => format!("{letter})"),
                BlockKind::Clause { number } => format!("{number}."),
                BlockKind::Article { number } => format!("Điều {number}."),
                BlockKind::Heading(heading) => {
                    format!(
                        "h{}{}",
                        heading.depth,
                        heading
                            .id
                            .as_ref()
                            .map_or(String::new(), |id| format!("#{}", marked.text(id)))
                    )
                }
                BlockKind::Table(table) => format!(
                    "t{}x{}{}",
                    table.rows.len(),
                    table.columns.len(),
                    table
                        .caption
                        .as_ref()
                        .map_or(String::new(), |c| format!(" {}", marked.plain(c)))
                ),
            };
            format!("{kind} {}", runs(&marked, block.content)).trim().to_owned()
        })
        .collect()
}

fn runs(marked: &Marked, content: &[Inline]) -> String {
    content
        .iter()
        .map(|inline| {
            let text = match marked.kind(inline) {
                InlineKind::Text => marked.text(&inline.place()).to_owned(),
                InlineKind::Space => " ".into(),
                InlineKind::Note { key, .. } => format!("⟨{}⟩", marked.text(&key)),
                InlineKind::NoteHere(note) => format!("⟨^{}⟩", runs(marked, &note.content)),
                InlineKind::Reference { id, .. } => format!("⟨@{}⟩", marked.text(&id)),
                InlineKind::Link(link) => {
                    format!("⟨{}→{}⟩", runs(marked, &link.content), marked.text(&link.target))
                }
                InlineKind::Picture(picture) => {
                    let (caption, path) = (&picture.caption, &picture.path);
                    format!("⟨!{}:{}⟩", marked.text(caption), marked.text(path))
                }
            };
            match (inline.emphasis().bold, inline.emphasis().italic) {
                (false, false) => text,
                (true, false) => format!("B{{{text}}}"),
                (false, true) => format!("I{{{text}}}"),
                (true, true) => format!("BI{{{text}}}"),
            }
        })
        .collect()
}

#[test]
fn blocks() {
    assert_eq!(shape("một\nhai\n\nba"), ["p một hai", "p ba"]);
    assert_eq!(shape("- a\n  + b\nc\n* d"), ["i1 a", "i2 b c", "i3 d"]);
    assert_eq!(shape("một\na) hai\n10. ba"), ["p một a) hai 10. ba"]);
    assert_eq!(
        shape("một\n\na) hai\nđ) ba\n1. bốn\nĐiều 2. năm"),
        ["p một", "a) hai", "đ) ba", "1. bốn", "Điều 2. năm"]
    );
    assert_eq!(shape("## Tên {#id-1}\nvăn\n### Con"), ["h1#id-1 Tên", "p văn", "h2 Con"]);
    assert_eq!(shape("- a\n\n2023. Năm"), ["i1 a", "p 2023. Năm"]);
    assert_eq!(
        shape("---\n\n    bốn cách\n\n# một\n\n-không"),
        ["p ---", "p bốn cách", "p # một", "p -không"]
    );
}

#[test]
fn tables() {
    assert_eq!(shape("Bảng: Tên\n| a | b |\n|---|--:|\n| c\\|d |  |\n"), ["t2x2 Tên"]);
    assert_eq!(shape("Bảng: Tên\n\n| a |\n| b |"), ["t2x1 Tên"]);
    assert_eq!(shape("văn\nBảng: Tên\n| a |\n| b |"), ["p văn", "t2x1 Tên"]);
    assert_eq!(shape("| một mình |"), ["p | một mình |"]);
    let (_, found) = read("| a | b |\n| c |\n| d | e | f |");
    assert_eq!(found, ["table-malformed", "table-malformed"]);
}

#[test]
fn inlines() {
    assert_eq!(
        shape("**đậm** và *nghiêng* và ***cả hai***"),
        ["p B{đậm} và I{nghiêng} và BI{cả hai}"]
    );
    assert_eq!(shape("**a *b* c**"), ["p B{a }BI{b}B{ c}"]);
    assert_eq!(shape("5*3 và 5*3*2, a_b, < & #, * đơn"), ["p 5*3 và 5*3*2, a_b, < & #, * đơn"]);
    assert_eq!(shape("**không đóng và \\*thoát\\*"), ["p **không đóng và *thoát*"]);
    assert_eq!(shape("a[^đô-thị.1] b^[văn *n* [@x]] c"), ["p a⟨đô-thị.1⟩ b⟨^văn I{n} ⟨@x⟩⟩ c"]);
    assert_eq!(
        shape("<https://a.vn/x> [chữ **đ**](mailto:a@b)"),
        ["p ⟨https://a.vn/x→https://a.vn/x⟩ ⟨chữ B{đ}→mailto:a@b⟩"]
    );
    assert_eq!(
        shape("![Ảnh 1](hinh/a b.png) <b>html</b>"),
        ["p ⟨!Ảnh 1:hinh/a b.png⟩ <b>html</b>"]
    );
    // What `\` takes the meaning from is no part of the mark at the bracket after it.
    assert_eq!(shape("\\^[a] \\![b](c) ^^[d] *![e](f)*"), ["p ^[a] !⟨b→c⟩ ^⟨^d⟩ I{⟨!e:f⟩}"]);
    assert_eq!(shape("![a] ![b\n^[c\nd](e)"), ["p ![a] ![b ⟨^c d⟩(e)"]);
    assert_eq!(shape("**đậm\nqua dòng**"), ["p B{đậm}B{ }B{qua dòng}"]);
    assert_eq!(read("[x](ftp://a) <javascript:b>").1, ["link-forbidden", "link-forbidden"]);
    assert_eq!(read("a^[b[^c]]").1, ["footnote-nested"]);
    assert_eq!(read("a^[ ]").1, ["footnote-empty"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, ..ProptestConfig::default() })]

    /// Any text is read; places are in order, inside the text, and never inside a character; slots
    /// count up in reading order.
    #[test]
    fn any_text(text in "[a-cđ0-9 .)\\n*\\[\\]^@!<>|#+\\\\:(){}-]{0,60}") {
        let (marked, _) = read(&text);
        let mut slots = Vec::new();
        let mut last = 0;
        for block in marked.blocks() {
            prop_assert!(block.place.start >= last && block.place.end <= text.len() as u32);
            last = block.place.end;
            if let BlockKind::Heading(heading) = &block.kind {
                slots.push(heading.slot);
            }
        }
        marked.each(|inline| {
            let _ = marked.text(&inline.place());
            match marked.kind(inline) {
                InlineKind::Note { slot, .. } | InlineKind::Reference { slot, .. } => slots.push(slot),
                InlineKind::NoteHere(note) => slots.push(note.slot),
                _ => {}
            }
        });
        slots.sort_unstable();
        prop_assert_eq!(slots, (0..marked.slots()).collect::<Vec<_>>());
    }

    /// A text that the quick look takes for words alone is what it says.
    #[test]
    fn words_alone_are_so(text in "[ \\t]{0,2}[a-c0-3Đđiều.)|#+!^\\]>\n*\\[<:-]{1,3}[ \u{feff}]{0,1}[a-cđ .!^\\]]{0,60}[ \r\u{feff}]{0,2}") {
        for extent in [Extent::Body, Extent::Note, Extent::Line] {
            let scalar = Scalar::verbatim(FileId(0), &text);
            let mut sink = Sink::new();
            let read = block::read(&mut Room::default(), &scalar, Lines::default(), extent, &mut sink);
            let (slots, any) = (read.slots, read.rare.is_some());
            let read = Marked { scalar, marks: Marks::Some(Box::new(read)) };
            if let Some(run) = block::plain(&text, extent) {
                let plain = Marked { scalar: read.scalar.clone(), marks: Marks::Plain(run) };
                let seen = |marked: &Marked| format!("{:?}", marked.blocks().collect::<Vec<_>>());
                prop_assert_eq!(seen(&plain), seen(&read));
                prop_assert!(slots == 0 && !any && sink.is_empty());
            } else {
                let marks = ['\n', '\\', '*', '[', '<'];
                let lists = read.blocks().filter(|block| !matches!(block.kind, BlockKind::Paragraph));
                let list = read.blocks().len() == 1 && lists.count() == 1;
                let marked = text.trim_end_matches('\n').contains(marks) || text.ends_with("\n\n");
                prop_assert!(marked || read.blocks().len() == 0 || list || !sink.is_empty());
            }
        }
    }
}

#[test]
fn byte_order_marks_around_lines_are_no_text() {
    let marked = shape("\u{feff}một\u{feff}\n\n\u{feff}hai\n\nba\u{feff}\n");
    assert_eq!(marked, shape("một\n\nhai\n\nba\n"));
}

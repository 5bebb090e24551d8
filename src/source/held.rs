//! A file's text, held once.
//!
//! The value of a `|` block is its lines without their indentation. So a text is held without it, values
//! are slices of that, and the text as it stands in the file is made again when somebody asks for it: for
//! a finding's line and column, for what mends it.

use crate::text::is_bare;
use memchr::memchr;
use std::ops::Range;
use std::sync::OnceLock;

/// A text, without the indentation of its blocks.
#[derive(Debug, Default)]
pub struct Held {
    kept: Box<str>,
    /// In the order of the text, apart from one another.
    blocks: Box<[Block]>,
    /// It is known to be [bare](is_bare).
    bare: bool,
    whole: OnceLock<Box<str>>,
}

/// Whole lines of a text that are all indented alike, but for empty ones.
#[derive(Clone, Debug)]
pub struct Block {
    /// Where they stand in the text.
    place: Range<u32>,
    indent: u32,
    /// Where they stand in what is kept.
    kept: Range<u32>,
    /// Where in that each of them begins that is not empty; made when somebody asks.
    lines: OnceLock<Box<[u32]>>,
}

impl Held {
    /// A text as it is.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { kept: text.into(), ..Self::default() }
    }

    /// A text of which each of `blocks`, in the order of the text, is whole lines with an indentation of so
    /// many bytes; what turns out to be no such block stays as it is.
    #[must_use]
    pub fn without_indents(
        text: &str,
        blocks: impl Iterator<Item = (Range<usize>, usize)>,
    ) -> Self {
        let mut holding = Holding::new(text);
        for (place, indent) in blocks {
            let Some(lines) = text.get(place.clone()).filter(|_| place.start >= holding.past)
            else {
                continue;
            };
            holding.begin(place.start, indent);
            match outdent(lines, indent, &mut holding.kept) {
                Some(()) => drop(holding.end(place.end)),
                None => holding.forget(),
            }
        }
        holding.finish(false)
    }

    /// The text as it stands in the file.
    #[must_use]
    pub fn text(&self) -> &str {
        if self.blocks.is_empty() {
            return &self.kept;
        }
        self.whole.get_or_init(|| {
            let saved = |block: &Block| block.place.len() - block.kept.len();
            let len = self.kept.len() + self.blocks.iter().map(saved).sum::<usize>();
            let (mut out, mut past) = (String::with_capacity(len), 0);
            for block in &self.blocks {
                out.push_str(&self.kept[past..block.kept.start as usize]);
                self.indented(block, &mut out);
                past = block.kept.end as usize;
            }
            out.push_str(&self.kept[past..]);
            out.into()
        })
    }

    /// What is held.
    #[must_use]
    pub fn kept(&self) -> &str {
        &self.kept
    }

    /// Whether it is known that the words of its lines stand in XML as they are, and no two blanks touch in them.
    #[must_use]
    pub(crate) fn is_bare(&self) -> bool {
        self.bare
    }

    /// A stretch of it.
    #[must_use]
    pub fn kept_at(&self, place: &Range<u32>) -> Option<&str> {
        self.kept.get(place.start as usize..place.end as usize)
    }

    /// Where in what is [kept](Self::kept) a stretch of the text is that stands in no block.
    #[must_use]
    pub fn place(&self, stretch: Range<usize>) -> Option<Range<u32>> {
        let (start, end) = (stretch.start as u32, stretch.end as u32);
        let next = self.blocks.partition_point(|block| block.place.end <= start);
        if self.blocks.get(next).is_some_and(|block| block.place.start < end) {
            return None;
        }
        let last = next.checked_sub(1).map(|last| &self.blocks[last]);
        let saved = last.map_or(0, |block| block.place.end - block.kept.end);
        Some(start - saved..end - saved)
    }

    /// The block that begins at a byte of the text.
    #[must_use]
    pub fn block(&self, start: usize) -> Option<&Block> {
        let at = self.blocks.binary_search_by_key(&(start as u32), |block| block.place.start);
        at.ok().map(|at| &self.blocks[at])
    }

    /// The block whose lines begin at a byte of what is kept.
    #[must_use]
    pub fn block_kept(&self, start: u32) -> Option<&Block> {
        let at = self.blocks.binary_search_by_key(&start, |block| block.kept.start).ok()?;
        Some(&self.blocks[at])
    }

    /// Where in the text a stretch of a block's lines is, of which the first kept byte is 0.
    #[must_use]
    pub fn located(&self, block: &Block, stretch: Range<u32>) -> Range<usize> {
        let lines = block.lines.get_or_init(|| {
            let mut lines = Vec::new();
            let mut at = 0;
            for line in self.kept_at(&block.kept).unwrap_or_default().split_inclusive('\n') {
                if line != "\n" {
                    lines.push(at);
                }
                at += line.len() as u32;
            }
            lines.into()
        });
        let before = |at: u32| {
            if at >= block.kept.len() as u32 {
                return block.place.end as usize;
            }
            let indented = lines.partition_point(|line| *line <= at);
            (block.place.start + at) as usize + indented * block.indent as usize
        };
        let start = before(stretch.start);
        let end = match stretch.end.checked_sub(1).filter(|last| *last >= stretch.start) {
            Some(last) => (before(last) + 1).min(block.place.end as usize),
            None => start,
        };
        start..end
    }

    fn indented(&self, block: &Block, out: &mut String) {
        let kept = &self.kept[block.kept.start as usize..block.kept.end as usize];
        for line in kept.split_inclusive('\n') {
            if line != "\n" {
                out.extend(std::iter::repeat_n(' ', block.indent as usize));
            }
            out.push_str(line);
        }
    }
}

/// A text on its way to being [held](Held), from its beginning on.
#[derive(Debug)]
pub struct Holding<'a> {
    text: &'a str,
    kept: String,
    /// How much of the text is in what is kept, or in a block that has begun.
    past: usize,
    blocks: Vec<Block>,
}

impl<'a> Holding<'a> {
    /// Nothing yet of a text.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        Self { text, kept: String::with_capacity(text.len()), past: 0, blocks: Vec::new() }
    }

    /// Where in what is kept a stretch will be that stands behind all blocks so far.
    #[must_use]
    pub fn place(&self, stretch: Range<usize>) -> Range<u32> {
        let saved = self.past - self.kept.len();
        (stretch.start - saved) as u32..(stretch.end - saved) as u32
    }

    /// A block of lines begins here.
    pub fn begin(&mut self, start: usize, indent: usize) {
        self.kept.push_str(&self.text[self.past..start]);
        self.past = start;
        let (place, kept) = (start as u32, self.kept.len() as u32);
        let (place, kept, indent) = (place..place, kept..kept, indent as u32);
        self.blocks.push(Block { place, indent, kept, lines: OnceLock::new() });
    }

    /// Lines of it that are empty, or one without its indentation. Where they end in what is kept.
    pub fn keep(&mut self, stretch: Range<usize>) -> u32 {
        self.kept.push_str(&self.text[stretch]);
        self.kept.len() as u32
    }

    /// The block that has begun ends here. Where it is in what is kept.
    pub fn end(&mut self, end: usize) -> Range<u32> {
        self.past = end;
        let Some(block) = self.blocks.last_mut() else { return 0..0 };
        block.place.end = end as u32;
        block.kept.end = self.kept.len() as u32;
        block.kept()
    }

    /// What has begun is no block.
    fn forget(&mut self) {
        if let Some(block) = self.blocks.pop() {
            self.kept.truncate(block.kept.start as usize);
        }
    }

    /// The text, held. Of a `printable` one it is known that it has no control characters but line breaks, and
    /// nothing that XML cannot hold.
    #[must_use]
    pub fn finish(mut self, printable: bool) -> Held {
        self.kept.push_str(&self.text[self.past..]);
        let bare = printable && is_bare(&self.kept);
        Held { kept: self.kept.into(), blocks: self.blocks.into(), bare, whole: OnceLock::new() }
    }
}

impl Block {
    /// Where its lines stand in what is kept.
    #[must_use]
    pub fn kept(&self) -> Range<u32> {
        self.kept.clone()
    }
}

/// Adds lines without their indentation; `None` when it could not be told any more which had one.
fn outdent(lines: &str, indent: usize, out: &mut String) -> Option<()> {
    let (bytes, mut at) = (lines.as_bytes(), 0);
    if !lines.ends_with('\n') {
        return None;
    }
    while at < bytes.len() {
        if bytes[at] == b'\n' {
            out.push('\n');
            at += 1;
            continue;
        }
        let text = at + indent;
        let blank = bytes.get(at..text)?.iter().all(|byte| *byte == b' ');
        let end = text + memchr(b'\n', &bytes[text..])?;
        if !blank || end == text {
            return None;
        }
        out.push_str(&lines[text..=end]);
        at = end + 1;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn indentation_goes_and_comes_back() {
        let text = "a: |\n  một\n\n    hai\nb: |\n ba\nc: d\n";
        let held = Held::without_indents(text, [(5..22, 2), (27..31, 1)].into_iter());
        assert_eq!(held.kept(), "a: |\nmột\n\n  hai\nb: |\nba\nc: d\n");
        assert_eq!(held.text(), text);
        let kept = |range: Range<u32>| &held.kept()[range.start as usize..range.end as usize];
        assert_eq!(held.place(0..1).map(kept), Some("a"));
        assert_eq!(held.place(22..23).map(kept), Some("b"));
        assert_eq!(held.place(31..35).map(kept), Some("c: d"));
        assert_eq!(held.place(26..28), None);
        assert_eq!(held.block(5).map(|block| kept(block.kept())), Some("một\n\n  hai\n"));
        let last = held.block(27).unwrap();
        assert!(std::ptr::eq(held.block_kept(last.kept().start).unwrap(), last));
        assert_eq!(
            [0..0, 0..1, 0..3, 3..3].map(|at| held.located(last, at)),
            [28..28, 28..29, 28..31, 31..31]
        );
        assert!(held.block(6).is_none() && held.block_kept(0).is_none());
    }

    proptest! {
        /// Whatever is said to be a block, the text comes back.
        #[test]
        fn any_text_comes_back(
            pieces in prop::collection::vec(prop::sample::select(vec![" ", "  ", "\n", "\r\n", "a", "ế", "\t"]), 0..40),
            mut cuts in prop::collection::vec((0..60usize, 0..60usize, 0..4usize), 0..5),
        ) {
            let text = pieces.concat();
            cuts.sort_unstable();
            let held = Held::without_indents(&text, cuts.iter().map(|(start, end, indent)| (*start..*end, *indent)));
            prop_assert_eq!(held.text(), &text);
            for block in &held.blocks {
                let kept = &held.kept()[block.kept.start as usize..block.kept.end as usize];
                for at in 0..kept.len() {
                    let place = held.located(block, at as u32..at as u32 + 1);
                    prop_assert_eq!(&text.as_bytes()[place], &kept.as_bytes()[at..=at]);
                }
                let end = kept.len() as u32;
                prop_assert_eq!(held.located(block, 0..end).end, block.place.end as usize);
            }
        }
    }
}

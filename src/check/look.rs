//! Quick looks at a text: whether a pattern could match at all.
//!
//! A pattern over Vietnamese letters costs milliseconds to make and some nanoseconds for every byte it
//! searches. Most texts hold nothing that any rule looks for, and one loop over their bytes tells that for
//! all rules at once. A look may say yes in vain, never no: `looks_miss_nothing` compares each with its
//! pattern.

use super::facts::{after, before};
use memchr::{memchr2_iter, memmem};
use std::ops::Range;

/// What stands after the end of a text: it ends a word and is no part of anything.
const END: u8 = b'-';

/// Bytes, as first and last of stretches.
type Bytes = &'static [(u8, u8)];

const ANY: Bytes = &[(0, 0xff)];
/// What ends a syllable, as far as a byte tells: no letter of ASCII, and no first byte of another one's.
const ENDS: Bytes = &[(0, b'@'), (b'[', b'`'), (b'{', 0x7f), (0xc2, 0xc2), (0xe2, 0xe2)];
/// Second bytes of U+0080–U+00BF but for «, », degree, soft hyphen and non-breaking space.
const ALIEN_SIGNS: Bytes =
    &[(0x80, 0x9f), (0xa1, 0xaa), (0xac, 0xac), (0xae, 0xaf), (0xb1, 0xba), (0xbc, 0xbf)];
/// Second bytes of U+00C0–U+00FF but for the letters that Vietnamese has; Ã is among them, ã is not.
const ALIEN_LETTERS: Bytes = &[
    (0x83, 0x87),
    (0x8b, 0x8b),
    (0x8e, 0x91),
    (0x96, 0x98),
    (0x9b, 0x9c),
    (0x9e, 0x9f),
    (0xa4, 0xa7),
    (0xab, 0xab),
    (0xae, 0xb1),
    (0xb6, 0xb8),
    (0xbb, 0xbc),
    (0xbe, 0xbf),
];

/// First bytes of white space.
const BLANKS: Bytes = &[(b'\t', b'\r'), (b' ', b' '), (0xc2, 0xc2), (0xe1, 0xe3)];

/// What is looked for.
#[derive(Clone, Copy)]
enum Look {
    /// Not [plain](crate::text::is_plain).
    Odd,
    Raised,
    Open,
    Legacy,
    Alike,
    Paired,
    Wide,
    Clause,
    Point,
    Article,
    Appendix,
    First,
    Parts,
    /// Two letters beside each other that [`tone`] may want.
    Tone,
}

/// How each is told: by two bytes, the rarest of what is looked for, by the one before them and by the one after.
#[rustfmt::skip]
const SIGNS: [(Look, [Bytes; 4]); 42] = [
    (Look::Odd, [ANY, &[(0, 8), (0xb, 0x1f), (0x7f, 0x7f), (0xcc, 0xe0), (0xe3, 0xff)], ANY, ANY]),
    (Look::Odd, [ANY, &[(0xc2, 0xc2)], &[(0, 0x9f)], ANY]),
    (Look::Odd, [ANY, &[(0xe1, 0xe1)], &[(0, 0xb7), (0xbc, 0xff)], ANY]),
    (Look::Odd, [ANY, &[(0xe2, 0xe2)], &[(0, 0x7f), (0x81, 0xff)], ANY]),
    (Look::Odd, [ANY, &[(0xe2, 0xe2)], &[(0x80, 0x80)], &[(0, 0x8f), (0xa8, 0xff)]]),
    (Look::Raised, [ANY, &[(0xc2, 0xc2)], &[(0xb2, 0xb3), (0xb9, 0xb9)], ANY]),
    (Look::Raised, [ANY, &[(0xe2, 0xe2)], &[(0x81, 0x81)], ANY]),
    (Look::Open, [ANY, &[(b'[', b'['), (b'#', b'#')], ANY, ANY]),
    (Look::Open, [ANY, &[(b'?', b'?')], &[(b'?', b'?')], ANY]),
    (Look::Open, [ANY, &[(b'.', b'.')], &[(b'.', b'.')], &[(b'.', b'.')]]),
    (Look::Open, [ANY, &[(0xe2, 0xe2)], &[(0x80, 0x80)], &[(0xa6, 0xa6)]]),
    (Look::Open, [ANY, &[(b'X', b'X'), (b'x', b'x')], &[(b'X', b'X'), (b'x', b'x')], &[(b'X', b'X'), (b'x', b'x')]]),
    (Look::Open, [&[(b'T', b'T'), (b't', b't')], &[(b'O', b'O'), (b'o', b'o')], &[(b'D', b'D'), (b'd', b'd')], ANY]),
    (Look::Open, [&[(b'L', b'L'), (b'l', b'l')], &[(b'O', b'O'), (b'o', b'o')], &[(b'R', b'R'), (b'r', b'r')], ANY]),
    (Look::Open, [&[(b'E', b'E'), (b'e', b'e')], &[(b'R', b'R'), (b'r', b'r')], &[(b'R', b'R'), (b'r', b'r')], ANY]),
    (Look::Legacy, [ANY, &[(0xc2, 0xc2)], ALIEN_SIGNS, ANY]),
    (Look::Legacy, [ANY, &[(0xc3, 0xc3)], ALIEN_LETTERS, ANY]),
    (Look::Legacy, [&[(0xc3, 0xc3)], &[(0xa1, 0xa1)], &[(0xc2, 0xc2)], ANY]),
    (Look::Alike, [ANY, &[(0xc3, 0xc3)], &[(0x90, 0x90), (0xb0, 0xb0)], ANY]),
    (Look::Alike, [ANY, &[(0xc6, 0xc6)], &[(0x89, 0x89)], ANY]),
    (Look::Alike, [ANY, &[(0xc9, 0xc9)], &[(0x96, 0x96)], ANY]),
    (Look::Alike, [ANY, &[(0xd0, 0xd1)], ANY, ANY]),
    (Look::Paired, [ANY, &[(b'"', b'"'), (b'(', b')'), (b'[', b'['), (b']', b']'), (b'{', b'{'), (b'}', b'}')], ANY, ANY]),
    (Look::Paired, [ANY, &[(0xc2, 0xc2), (0xe2, 0xe2)], ANY, ANY]),
    (Look::Wide, [ANY, &[(b'\t', b'\n')], ANY, ANY]),
    (Look::Wide, [ANY, &[(b' ', b' ')], &[(b' ', b' ')], ANY]),
    (Look::Wide, [ANY, &[(0xc2, 0xc2)], &[(0xa0, 0xa0)], ANY]),
    (Look::Clause, [ANY, &[(b'K', b'K')], &[(b'h', b'h')], &[(b'o', b'o')]]),
    (Look::Point, [&[(0xc4, 0xc4)], &[(0x90, 0x90)], &[(b'i', b'i')], ANY]),
    (Look::Article, [&[(0xc4, 0xc4)], &[(0x91, 0x91)], &[(b'i', b'i')], &[(0xe1, 0xe1)]]),
    // «ụ l» of «phụ lục», «èm» of «kèm theo».
    (Look::Appendix, [ANY, &[(0xa4, 0xa5)], &[(b' ', b' ')], &[(b'L', b'L'), (b'l', b'l')]]),
    (Look::Appendix, [&[(0xc3, 0xc3)], &[(0x88, 0x88), (0xa8, 0xa8)], &[(b'M', b'M'), (b'm', b'm')], ANY]),
    (Look::First, [ANY, &[(b'(', b'(')], &[(b'1', b'1')], &[(b')', b')')]]),
    (Look::Parts, [ANY, &[(b'(', b'(')], &[(b'0', b'9')], ANY]),
    (Look::Parts, [ANY, &[(b':', b':')], BLANKS, ANY]),
    // «ồm» of «gồm», by its last bytes.
    (Look::Parts, [&[(0xbb, 0xbb)], &[(0x92, 0x93)], &[(b'M', b'M'), (b'm', b'm')], ANY]),
    // ò ó õ ỏ ọ before a plain vowel, by their last bytes; ù ú ũ ủ ụ before y.
    (Look::Tone, [ANY, &[(0x8c, 0x8f), (0x92, 0x95), (0xb2, 0xb5)], &[(b'A', b'A'), (b'E', b'E'), (b'a', b'a'), (b'e', b'e')], ENDS]),
    (Look::Tone, [ANY, &[(0x99, 0x9a), (0xa4, 0xa9), (0xb9, 0xba)], &[(b'Y', b'Y'), (b'y', b'y')], ENDS]),
    // o before à á ã è é, u before ý; o before ả ạ ẻ ẽ ẹ; ỳ ỵ ỷ ỹ.
    (Look::Tone, [ANY, &[(b'O', b'O'), (b'o', b'o')], &[(0xc3, 0xc3)], &[(0x80, 0x83), (0x88, 0x89), (0xa0, 0xa3), (0xa8, 0xa9)]]),
    (Look::Tone, [ANY, &[(b'U', b'U'), (b'u', b'u')], &[(0xc3, 0xc3)], &[(0x9d, 0x9d), (0xbd, 0xbd)]]),
    (Look::Tone, [ANY, &[(b'O', b'O'), (b'o', b'o')], &[(0xe1, 0xe1)], &[(0xba, 0xba)]]),
    (Look::Tone, [&[(0xe1, 0xe1)], &[(0xbb, 0xbb)], &[(0xb2, 0xb9)], ENDS]),
];

/// What two bytes tell: that a digit, a slash or a percent sign stands at the first ...
const DIGIT: u8 = 1;
const SLASH: u8 = 2;
const PERCENT: u8 = 4;
/// ... or that they may be a sign.
const CLOSER: u8 = 8;

/// What every two bytes tell. Nearly all pairs of a text tell nothing, and to ask them costs two instructions a byte.
static PAIRS: [u8; 1 << 16] = pairs();

/// The place of two bytes in [`PAIRS`].
const fn pair(first: u8, second: u8) -> usize {
    u16::from_le_bytes([first, second]) as usize
}

#[allow(clippy::large_stack_arrays)] // only while the program is compiled
const fn pairs() -> [u8; 1 << 16] {
    let mut table = [0; 1 << 16];
    let mut sign = 0;
    while sign < SIGNS.len() {
        let [_, first, second, _] = SIGNS[sign].1;
        mark(&mut table, first, second, CLOSER);
        sign += 1;
    }
    mark(&mut table, &[(b'0', b'9')], ANY, DIGIT);
    mark(&mut table, &[(b'/', b'/')], ANY, SLASH);
    mark(&mut table, &[(b'%', b'%')], ANY, PERCENT);
    table
}

/// Writes down that two bytes, each one of some, tell something.
const fn mark(table: &mut [u8; 1 << 16], first: Bytes, second: Bytes, what: u8) {
    let (first, second) = (members(first), members(second));
    let mut one = 0;
    while one < first.1 {
        let mut two = 0;
        while two < second.1 {
            table[pair(first.0[one], second.0[two])] |= what;
            two += 1;
        }
        one += 1;
    }
}

/// The bytes that stretches hold, and how many these are.
const fn members(bytes: Bytes) -> ([u8; 256], usize) {
    let (mut all, mut count, mut stretch) = ([0; 256], 0, 0);
    while stretch < bytes.len() {
        let (mut byte, last) = bytes[stretch];
        loop {
            all[count] = byte;
            count += 1;
            if byte == last {
                break;
            }
            byte += 1;
        }
        stretch += 1;
    }
    (all, count)
}

/// For each byte the signs in which it may stand before the two, be the first or the second, or stand after
/// them; a bit for each.
static BEFORE: [u64; 256] = table(0);
static FIRST: [u64; 256] = table(1);
static SECOND: [u64; 256] = table(2);
static AFTER: [u64; 256] = table(3);

const fn table(part: usize) -> [u64; 256] {
    let mut table = [0; 256];
    let mut sign = 0;
    while sign < SIGNS.len() {
        let (bytes, count) = members(SIGNS[sign].1[part]);
        let mut at = 0;
        while at < count {
            table[bytes[at] as usize] |= 1 << sign;
            at += 1;
        }
        sign += 1;
    }
    table
}

/// The bits of the signs of a look.
const fn bits(look: Look) -> u64 {
    let (mut bits, mut sign) = (0, 0);
    while sign < SIGNS.len() {
        if SIGNS[sign].0 as u8 == look as u8 {
            bits |= 1 << sign;
        }
        sign += 1;
    }
    bits
}

/// What a text holds, as far as a loop over its bytes tells.
#[derive(Clone, Debug, Default)]
pub(super) struct Looks {
    /// What its pairs of bytes tell.
    pairs: u8,
    /// The signs that it has.
    signs: u64,
    /// Runs of digits.
    pub(super) digits: Vec<Range<u32>>,
    /// Where a syllable ends whose tone mark has two lawful places: the offsets of its last two letters;
    /// `true` when the mark stands on the last: `hoà`, `thuý`.
    pub(super) tones: Vec<(u32, u32, bool)>,
}

/// Pairs judged before asking whether one of them tells something, in parts of which each is known to tell or not.
const BLOCK: usize = 32;
const PART: usize = 8;
/// Each byte of a part.
const EACH: u64 = 0x0101_0101_0101_0101;

impl Looks {
    /// Looks at a text.
    #[cfg(test)]
    pub(super) fn of(text: &str) -> Self {
        let mut looks = Self::default();
        looks.read(text);
        looks
    }

    /// Looks at a text, and forgets what was seen before.
    pub(super) fn read(&mut self, text: &str) {
        (self.pairs, self.signs) = (0, 0);
        self.digits.clear();
        self.tones.clear();
        let bytes = text.as_bytes();
        // The last bytes are seen with what stands for the end.
        let mut last = [END; BLOCK + 1];
        let mut at = 0;
        while at < bytes.len() {
            let block = bytes[at..].first_chunk().unwrap_or_else(|| {
                last[..bytes.len() - at].copy_from_slice(&bytes[at..]);
                &last
            });
            let part = |part: usize| {
                (part * PART..(part + 1) * PART).fold(0, |any, at| any | told(block, at))
            };
            let parts = [part(0), part(1), part(2), part(3)];
            if parts[0] | parts[1] | parts[2] | parts[3] != 0 {
                self.closer(text, at, block, parts);
            }
            at += BLOCK;
        }
    }

    /// Takes a closer look at those parts of a block that tell something.
    #[inline(never)] // so that the loop over blocks stays small
    fn closer(
        &mut self,
        text: &str,
        start: usize,
        block: &[u8; BLOCK + 1],
        parts: [u8; BLOCK / PART],
    ) {
        let mut left = u32::from_le_bytes(parts);
        while left != 0 {
            let first = (left.trailing_zeros() / 8 * 8) as usize;
            let any = (left >> first) as u8;
            left &= !(0xff << first);
            self.pairs |= any;
            if any & DIGIT != 0
                && let Some(part) = block[first..].first_chunk()
            {
                self.keep_digits((start + first) as u32, digits(*part));
            }
            if any & CLOSER != 0 {
                let told = std::array::from_fn(|at| told(block, first + at));
                let closer = u64::from_le_bytes(told) & (EACH * u64::from(CLOSER));
                self.keep_signs(text, start + first, closer);
            }
        }
    }

    /// Keeps the digits of a part that begins at `start`, where bytes are set.
    fn keep_digits(&mut self, start: u32, mut left: u64) {
        while left != 0 {
            let (skip, past) =
                (left.trailing_zeros(), left.wrapping_add(left & left.wrapping_neg()));
            let end = past.trailing_zeros();
            left &= past;
            let run = start + skip / 8..start + end / 8;
            match self.digits.last_mut().filter(|last| skip == 0 && last.end == run.start) {
                Some(last) => last.end = run.end,
                None => self.digits.push(run),
            }
        }
    }

    /// Looks which signs there are in a part that begins at `start`, where bytes are set.
    fn keep_signs(&mut self, text: &str, start: usize, mut left: u64) {
        let bytes = text.as_bytes();
        while left != 0 {
            let at = start + left.trailing_zeros() as usize / 8;
            left &= left - 1;
            let around = at.checked_sub(1).and_then(|before| bytes[before..].first_chunk());
            let [before, first, second, after] = around.copied().unwrap_or_else(|| {
                [at.wrapping_sub(1), at, at + 1, at + 2]
                    .map(|at| bytes.get(at).copied().unwrap_or(END))
            });
            let signs = BEFORE[usize::from(before)]
                & FIRST[usize::from(first)]
                & SECOND[usize::from(second)]
                & AFTER[usize::from(after)];
            self.signs |= signs;
            if signs & const { bits(Look::Tone) } != 0
                && let Some(tone) = tone(text, at + 1)
            {
                self.tones.push(tone);
            }
        }
    }

    fn has(&self, signs: u64) -> bool {
        self.signs & signs != 0
    }

    /// Characters beyond those of everyday Vietnamese.
    pub(super) fn odd(&self) -> bool {
        self.has(const { bits(Look::Odd) })
    }

    /// Raised digits: `²`, `⁴`.
    pub(super) fn raised(&self) -> bool {
        self.has(const { bits(Look::Raised) })
    }

    /// Something left to be filled in: `??`, `[`, `...`, `…`, `xx`, `todo`, `lorem`, `#ref!`, `error!`.
    pub(super) fn open(&self) -> bool {
        self.has(const { bits(Look::Open) })
    }

    /// A letter that old encodings show as Vietnamese, or how garbled UTF-8 begins.
    pub(super) fn legacy(&self) -> bool {
        self.has(const { bits(Look::Legacy) })
    }

    /// A letter that only looks like a Vietnamese one: `Ð`, `ð`, `Ɖ`, `ɖ`, Cyrillic.
    pub(super) fn alike(&self) -> bool {
        self.has(const { bits(Look::Alike) })
    }

    /// A quotation mark or a bracket; or a sign that begins as some of these do.
    pub(super) fn paired(&self) -> bool {
        self.has(const { bits(Look::Paired) })
    }

    /// Two spaces, a tab, a line break or a non-breaking space.
    pub(super) fn wide(&self) -> bool {
        self.has(const { bits(Look::Wide) })
    }

    /// How `Khoản` and `Điểm` begin; how `điều` does, with a number somewhere.
    pub(super) fn capital(&self) -> bool {
        self.has(const { bits(Look::Clause) | bits(Look::Point) }) || self.article()
    }

    fn article(&self) -> bool {
        self.has(const { bits(Look::Article) }) && (self.pairs & DIGIT != 0 || self.odd())
    }

    /// What few words have but `phụ lục`, `kèm theo` and `đính kèm`.
    pub(super) fn appendix(&self) -> bool {
        self.has(const { bits(Look::Appendix) })
    }

    /// `(1)`.
    pub(super) fn first(&self) -> bool {
        self.has(const { bits(Look::First) })
    }

    /// What parts of a sum begin with: a colon, a bracket before a digit, or what few words have but `gồm` and
    /// `trong đó`.
    pub(super) fn parts(&self, text: &str) -> bool {
        // «đó» is in many texts, and this is asked of few.
        let that = |at| matches!(text.as_bytes()[..at], [.., 0xc4, 0x90 | 0x91, 0xc3]);
        self.has(const { bits(Look::Parts) }) || memchr2_iter(0x93, 0xb3, text.as_bytes()).any(that)
    }

    /// A slash.
    pub(super) fn slash(&self) -> bool {
        self.pairs & SLASH != 0
    }

    /// A percent sign.
    pub(super) fn percent(&self) -> bool {
        self.pairs & PERCENT != 0
    }
}

/// What two bytes of a block tell.
#[inline]
fn told(block: &[u8; BLOCK + 1], at: usize) -> u8 {
    // Both in one load, which the compiler does not make of two.
    block[at..].first_chunk().map_or(0, |two| PAIRS[usize::from(u16::from_le_bytes(*two))])
}

/// Where digits stand among some bytes: all bits of their bytes, the first byte in the lowest.
fn digits(part: [u8; PART]) -> u64 {
    let bytes = u64::from_le_bytes(part);
    // Each sum has its highest bit set when a byte is no less than '0', and when it is more than '9'; none runs over.
    let low = bytes & (EACH * 0x7f);
    let (least, more) = (low + EACH * (0x80 - 0x30), low + EACH * (0x7f - 0x39));
    (((least & !more & !bytes) >> 7) & EACH) * 0xff
}

/// `phụ lục`, `kèm theo`, `đính kèm`, capitals or not: exactly these.
pub(super) fn mention(text: &str) -> bool {
    // The letters that few other words have, and what stands around them.
    let has = |(left, ends, right): (&str, [&str; 2], &str)| {
        ends.iter().any(|end| {
            memmem::find_iter(text.as_bytes(), end).any(|at| {
                before(&text[..at], left).is_some()
                    && after(&text[at + end.len()..], right).is_some()
            })
        })
    };
    [("phụ l", ["ục", "ỤC"], ""), ("k", ["èm", "ÈM"], " theo"), ("đính k", ["èm", "ÈM"], "")]
        .into_iter()
        .any(has)
}

/// `, Khoản 2`, `điều 5` inside a sentence.
pub(super) fn capital(text: &str, looks: &Looks) -> bool {
    // Asking whether a word is there at all is many times as fast as asking where.
    let inside = |word: &str| {
        text.contains(word)
            && text.match_indices(word).any(|(at, _)| {
                let mut before = text[..at].chars().rev();
                before.next().is_some_and(char::is_whitespace)
                    && before.next().is_some_and(|c| c == ',' || c.is_lowercase())
            })
    };
    // Other digits than those of ASCII are odd.
    let article = || {
        looks.odd()
            || looks.digits.iter().any(|run| {
                let before = &text[..run.start as usize];
                let word = before.trim_end();
                word.len() < before.len() && word.ends_with("điều")
            })
    };
    looks.has(const { bits(Look::Clause) }) && inside("Khoản")
        || looks.has(const { bits(Look::Point) }) && inside("Điểm")
        || looks.article() && article()
}

/// A number right after a word or in small brackets: `Sở1`, `Sở(1)`, `[1]`, `<sup>1`, `^1^`.
pub(super) fn pasted(text: &str, digits: &[Range<u32>]) -> bool {
    let bytes = text.as_bytes();
    for run in digits {
        let (start, at) = (run.start as usize, run.end as usize);
        let before = |back: usize| start.checked_sub(back).map_or(b' ', |at| bytes[at]);
        let next = bytes.get(at).copied().unwrap_or(b' ');
        let word = |byte: u8| byte.is_ascii_alphabetic() || byte >= 0x80;
        let pasted = match before(1) {
            b'[' => next == b']',
            b'(' => next == b')' && (word(before(2)) || before(2) == b')'),
            b'^' => next == b'^',
            b'>' => true,
            b' ' | b'\t' | b'\n' => match before(2) {
                byte if byte.is_ascii_graphic() => byte == b'>',
                _ => text[..start].trim_end().ends_with('>'),
            },
            byte => word(byte),
        };
        if pasted {
            return true;
        }
    }
    false
}

/// The syllable of [`Looks::tones`] whose last letter has the byte `at`, if it is one.
fn tone(text: &str, at: usize) -> Option<(u32, u32, bool)> {
    let bytes = text.as_bytes();
    // A byte that continues a letter is its last.
    let end = match bytes.get(at)? {
        0xe1 => at + 3,
        0xc3 => at + 2,
        _ => at + 1,
    };
    // What a byte beyond ASCII begins is taken for a letter, but for what may be a quotation mark or a dash.
    let next = bytes.get(end).copied().unwrap_or(END);
    let ends = ENDS.iter().any(|(from, to)| (*from..=*to).contains(&next));
    if !ends || (next >= 0x80 && text[end..].starts_with(char::is_alphabetic)) {
        return None;
    }
    let mut letters = text[..end].char_indices().rev();
    let ((_, second), (start, first)) = (letters.next()?, letters.next()?);
    let new = match (crate::text::lower(first), crate::text::lower(second)) {
        ('ò' | 'ó' | 'ỏ' | 'õ' | 'ọ', 'a' | 'e') | ('ù' | 'ú' | 'ủ' | 'ũ' | 'ụ', 'y') => {
            false
        }
        ('o', 'à' | 'á' | 'ả' | 'ã' | 'ạ' | 'è' | 'é' | 'ẻ' | 'ẽ' | 'ẹ')
        | ('u', 'ỳ' | 'ý' | 'ỷ' | 'ỹ' | 'ỵ') => true,
        _ => return None,
    };
    Some((start as u32, end as u32, new))
}

#[cfg(test)]
mod tests;

//! What readings of many texts gather, put together without being copied, and how it is found again.
//!
//! A large document has tens of thousands of notes, paragraphs and citations that each might be the fellow of
//! another one. A number is kept of each, and nothing of where it stands: that is told by reading its text again,
//! should there be something to report.

use crate::passage::{Passage, Role};
use std::collections::hash_map::{Entry, HashMap};
use std::collections::{BTreeMap, BTreeSet};
use std::slice;

/// What a reading is given: a text.
#[derive(Clone, Copy, Debug)]
pub enum Given<'p, 'a> {
    /// A section's body, a title, an article.
    Body(&'p [Passage<'a>]),
    /// A note's paragraphs.
    Note(&'p [Passage<'a>]),
}

impl<'p, 'a> Given<'p, 'a> {
    pub(super) fn passages(self) -> &'p [Passage<'a>] {
        let (Self::Body(passages) | Self::Note(passages)) = self;
        passages
    }

    /// Its notes, each with its paragraphs.
    pub(super) fn notes(self) -> impl Iterator<Item = &'p [Passage<'a>]> {
        let (within, note) = match self {
            Self::Body(passages) => (passages, None),
            Self::Note(note) => (&[][..], Some(note)),
        };
        let within = within.iter().filter(|passage| passage.role == Role::Note);
        within.map(slice::from_ref).chain(note)
    }
}

/// Gives the texts of a reading again, in the order in which it read them; readings count from 0 as they are
/// put together.
pub type Again<'r, 'a> = dyn Fn(usize, &mut dyn FnMut(Given<'_, 'a>)) + Sync + 'r;

/// A list in pieces: readings side by side each fill one, and to put them together is to line these up.
#[derive(Debug)]
pub(super) struct Gathered<T> {
    /// What the readings before gathered.
    before: Vec<Vec<T>>,
    /// What the last one did.
    last: Vec<T>,
}

/// Which of all that was gathered: in which piece, and there as which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Nth {
    piece: usize,
    at: usize,
}

impl<T> Default for Gathered<T> {
    fn default() -> Self {
        Self { before: Vec::new(), last: Vec::new() }
    }
}

impl<T> Gathered<T> {
    pub(super) fn push(&mut self, one: T) {
        self.last.push(one);
    }

    /// Takes what was gathered further on.
    pub(super) fn absorb(&mut self, other: Self) {
        self.before.push(std::mem::replace(&mut self.last, other.last));
        self.before.extend(other.before);
    }

    /// Says that nothing more comes: then it takes no more room than it needs.
    pub(super) fn end(&mut self) {
        self.last.shrink_to_fit();
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (Nth, &T)> {
        let pieces = self.before.iter().chain([&self.last]).enumerate();
        pieces.flat_map(|(piece, all)| {
            all.iter().enumerate().map(move |(at, one)| (Nth { piece, at }, one))
        })
    }

    /// How many pieces there are.
    pub(super) fn pieces(&self) -> usize {
        self.before.len() + 1
    }

    pub(super) fn len(&self) -> usize {
        self.before.iter().map(Vec::len).sum::<usize>() + self.last.len()
    }

    /// What has the number of something before it, in order; each with the first that has it.
    pub(super) fn repeated(&self, number: impl Fn(&T) -> Option<u64>) -> Vec<(Nth, Nth)> {
        let several = Several::of(self.len(), self.iter().filter_map(|(_, one)| number(one)));
        let mut first = HashMap::new();
        let again = |(nth, one)| {
            let number = number(one).filter(|number| several.may(*number))?;
            match first.entry(number) {
                Entry::Occupied(first) => Some((nth, *first.get())),
                Entry::Vacant(none) => {
                    none.insert(nth);
                    None
                }
            }
        };
        self.iter().filter_map(again).collect()
    }
}

/// Which numbers may come several times: all that do, and few others. It takes four bytes a number, where to sort
/// them takes more room and many times as long.
pub(super) struct Several {
    /// A bit for each number that came, as far as its last bits tell it from others.
    once: Vec<u64>,
    /// The same for those that came again.
    again: Vec<u64>,
}

impl Several {
    /// Looks at up to `count` numbers, which are hashes.
    pub(super) fn of(count: usize, numbers: impl Iterator<Item = u64>) -> Self {
        let words = vec![0; (count / 4).next_power_of_two()];
        let mut several = Self { once: words.clone(), again: words };
        for number in numbers {
            let (word, bit) = several.place(number);
            several.again[word] |= several.once[word] & bit;
            several.once[word] |= bit;
        }
        several
    }

    fn place(&self, number: u64) -> (usize, u64) {
        ((number >> 6) as usize & (self.once.len() - 1), 1 << (number & 63))
    }

    pub(super) fn may(&self, number: u64) -> bool {
        let (word, bit) = self.place(number);
        self.again[word] & bit != 0
    }
}

/// Finds what is wanted of all that was gathered. Its texts are read again: of each, `things` gives one after
/// another what was gathered from it; only what is wanted is made.
pub(super) fn find<'a, T>(
    wanted: impl IntoIterator<Item = Nth>,
    again: &Again<'_, 'a>,
    things: impl Fn(Given<'_, 'a>, &mut dyn FnMut(&dyn Fn() -> T)),
) -> BTreeMap<Nth, T> {
    let wanted: BTreeSet<Nth> = wanted.into_iter().collect();
    let pieces: BTreeSet<usize> = wanted.iter().map(|nth| nth.piece).collect();
    let mut found = BTreeMap::new();
    for piece in pieces {
        let mut nth = Nth { piece, at: 0 };
        let mut see = |thing: &dyn Fn() -> T| {
            if wanted.contains(&nth) {
                found.insert(nth, thing());
            }
            nth.at += 1;
        };
        again(piece, &mut |text| things(text, &mut see));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    #[test]
    fn what_comes_again_is_found_in_order() {
        let (mut all, mut other) = (Gathered::default(), Gathered::default());
        for text in ["c", "a", "b", "a"] {
            all.push(text);
        }
        all.absorb(Gathered::default());
        for text in ["c", "d", "a", "-", "-"] {
            other.push(text);
        }
        all.absorb(other);
        let number = |text: &&str| Some(u64::from(text.as_bytes()[0])).filter(|one| *one != 45);
        let nth = |piece, at| Nth { piece, at };
        let wanted = [(nth(0, 3), nth(0, 1)), (nth(2, 0), nth(0, 0)), (nth(2, 2), nth(0, 1))];
        assert_eq!(all.repeated(number), wanted);
    }

    #[test]
    fn numbers_that_come_several_times_are_told() {
        let hash = |number: u64| number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 8;
        let twice = [5, 700, 9999].map(hash);
        let several = Several::of(10_003, (0..10_000).map(hash).chain(twice));
        assert!(twice.into_iter().all(|number| several.may(number)));
        let others = (0..10_000).map(hash).filter(|number| several.may(*number)).count() - 3;
        assert!(others < 1000, "{others}");
        assert!(!Several::of(0, [].into_iter()).may(1));
    }

    #[test]
    fn what_is_wanted_is_found_in_its_text() {
        let passage = |role, text| Passage::verbatim(role, FileId(0), 0, text, 0..0);
        let body =
            [passage(Role::Paragraph, "a"), passage(Role::Note, "b"), passage(Role::Note, "c")];
        let note = [passage(Role::Note, "d"), passage(Role::Note, "e")];
        let again: &Again<'_, '_> = &|piece, see| {
            if piece == 1 {
                see(Given::Body(&body));
                see(Given::Note(&note));
            } else {
                see(Given::Note(&body));
            }
        };
        let wanted = [(1, 2), (1, 0), (0, 0), (0, 1)].map(|(piece, at)| Nth { piece, at });
        let found = find(wanted, again, |text, see| {
            for note in text.notes() {
                see(&|| note.iter().map(|passage| passage.text.as_str()).collect::<String>());
            }
        });
        // There is no second note in the first piece.
        assert_eq!(found.into_values().collect::<Vec<_>>(), ["abc", "b", "de"]);
    }

    #[test]
    fn pieces_stay_in_order() {
        let mut all = Gathered::default();
        all.push(0);
        for piece in [&[1, 2][..], &[], &[3]] {
            let mut other = Gathered::default();
            for one in piece {
                other.push(*one);
            }
            other.end();
            all.absorb(other);
        }
        all.push(4);
        let numbered: Vec<_> = all.iter().map(|(nth, one)| (nth.piece, nth.at, *one)).collect();
        assert_eq!(numbered, [(0, 0, 0), (1, 0, 1), (1, 1, 2), (3, 0, 3), (3, 1, 4)]);
        assert_eq!(all.len(), 5);
    }
}

//! What readings of many texts gather, put together without being copied.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hasher};

/// A list in pieces: readings side by side each fill one, and to put them together is to line these up.
#[derive(Debug)]
pub(super) struct Gathered<T> {
    /// Whole pieces, in order.
    pieces: Vec<Vec<T>>,
    /// The one that is being filled.
    last: Vec<T>,
}

impl<T> Default for Gathered<T> {
    fn default() -> Self {
        Self { pieces: Vec::new(), last: Vec::new() }
    }
}

impl<T> Gathered<T> {
    pub(super) fn push(&mut self, one: T) {
        self.last.push(one);
    }

    /// Takes what was gathered further on.
    pub(super) fn absorb(&mut self, other: Self) {
        self.end_piece();
        self.pieces.extend(other.pieces);
        self.last = other.last;
        self.end_piece();
    }

    /// Ends a piece, which then takes no more room than it needs.
    pub(super) fn end_piece(&mut self) {
        if !self.last.is_empty() {
            self.last.shrink_to_fit();
            self.pieces.push(std::mem::take(&mut self.last));
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.pieces.iter().flatten().chain(&self.last)
    }

    pub(super) fn len(&self) -> usize {
        self.pieces.iter().map(Vec::len).sum::<usize>() + self.last.len()
    }
}

/// By numbers that are hashes themselves.
pub(super) type Hashed<T> = HashMap<u64, T, BuildHasherDefault<AsItIs>>;

/// Takes a number for its hash.
#[derive(Debug, Default)]
pub(super) struct AsItIs(u64);

impl Hasher for AsItIs {
    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |sum, byte| sum.rotate_left(8) ^ u64::from(*byte));
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

impl<T: Copy> Gathered<(u64, T)> {
    /// What has the hash of something before it, in order; each with the first that has it.
    pub(super) fn again(&self) -> Vec<(T, T)> {
        let mut seen = Hashed::with_capacity_and_hasher(self.len(), BuildHasherDefault::default());
        let again = |(hash, one): &(u64, T)| match seen.entry(*hash) {
            Entry::Occupied(first) => Some((*one, *first.get())),
            Entry::Vacant(none) => {
                none.insert(*one);
                None
            }
        };
        self.iter().filter_map(again).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Gathered;

    #[test]
    fn what_comes_again_is_found_in_order() {
        let mut all = Gathered::default();
        let texts = ["c", "a", "b", "a", "c", "d", "a"];
        for (at, text) in texts.iter().enumerate() {
            all.push((u64::from(text.as_bytes()[0]), at));
            if at == 3 {
                all.end_piece();
            }
        }
        assert_eq!(all.again(), [(3, 1), (4, 0), (6, 1)]);
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
            all.absorb(other);
        }
        all.push(4);
        assert_eq!((all.iter().copied().collect::<Vec<_>>(), all.len()), (vec![0, 1, 2, 3, 4], 5));
    }
}

//! What readings of many texts gather, put together without being copied.

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

#[cfg(test)]
mod tests {
    use super::Gathered;

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

//! A list that mostly has one entry.

use std::ops::{Deref, DerefMut};

/// A list of which the only entry stands in it: nearly every note is one paragraph of one run.
#[derive(Debug)]
pub enum Few<T> {
    /// One.
    One(T),
    /// None, or several.
    Many(Box<[T]>),
}

impl<T> Deref for Few<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }
}

impl<T> DerefMut for Few<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        match self {
            Self::One(one) => std::slice::from_mut(one),
            Self::Many(many) => many,
        }
    }
}

impl<T> Default for Few<T> {
    fn default() -> Self {
        Self::Many(Box::default())
    }
}

impl<T> From<Vec<T>> for Few<T> {
    fn from(mut list: Vec<T>) -> Self {
        match list.pop() {
            Some(one) if list.is_empty() => Self::One(one),
            last => {
                list.extend(last);
                Self::Many(list.into())
            }
        }
    }
}

impl<'a, T> IntoIterator for &'a Few<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::Few;

    #[test]
    fn lists_of_any_length_stay_what_they_are() {
        for len in 0..4 {
            let list: Vec<u8> = (0..len).collect();
            let few = Few::from(list.clone());
            assert_eq!(*few, *list);
            assert_eq!(matches!(few, Few::One(_)), len == 1);
        }
    }
}

//! Decoding a mapping by its keys: need, get, end.

use super::{Node, Scalar};
use crate::diagnostic::Sink;
use std::sync::Arc;

/// The keys of one mapping, taken one by one; what is left is unknown.
pub struct Fields<'a> {
    _sink: &'a mut Sink,
}

impl<'a> Fields<'a> {
    /// Opens a mapping; anything else is a `wrong-type` finding and has no keys.
    /// `what` names the mapping for messages, such as «phần chữ ký» / "the signature".
    pub fn new(_node: Node, _sink: &'a mut Sink) -> Self {
        todo!()
    }
    /// A required text; `missing-key` when absent or blank.
    pub fn need(&mut self, _key: &'static str) -> Option<Arc<Scalar>> {
        todo!()
    }
}

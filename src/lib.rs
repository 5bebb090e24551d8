//! Assembles a Vietnamese state office's official documents.

pub mod source;
pub mod diagnostic;
pub mod yaml;
pub mod markup;

//! Assembles a Vietnamese state office's official documents.

pub mod assemble;
pub mod diagnostic;
pub mod kind;
pub mod manifest;
pub mod markup;
pub mod metrics;
pub mod number;
pub mod section;
pub mod source;
pub mod style;
pub mod text;
pub mod yaml;

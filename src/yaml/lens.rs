//! Offset in a scalar's value → offset in its file.

/// Runs of value bytes that stand in the file as they are.
#[derive(Debug)]
pub struct Lens {}

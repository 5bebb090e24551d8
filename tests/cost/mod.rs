//! What a run of the program costs.

#![allow(dead_code, clippy::unwrap_used, clippy::panic, clippy::print_stdout)] // a test that cannot go on should stop

use std::process::{Command, Stdio};
use std::time::Duration;
use wait4::Wait4;

/// What a run of the program came to.
pub(crate) struct Ran {
    pub(crate) busy: Duration,
    /// KB.
    pub(crate) peak: u64,
    pub(crate) status: Option<i32>,
}

pub(crate) fn run(arguments: &[&str], name: &str) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_vanthu"))
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let used = child.wait4().unwrap();
    let (busy, peak) = (used.rusage.utime + used.rusage.stime, used.rusage.maxrss / 1024);
    println!("{name}: {} ms, {peak} KB", busy.as_millis());
    Ran { busy, peak, status: used.status.code() }
}

/// Runs the program within a time of the processor and a size (KB). Its exit status.
pub(crate) fn within(arguments: &[&str], time: Duration, size: u64, name: &str) -> i32 {
    let Ran { busy, peak, status } = run(arguments, name);
    assert!(busy < time, "{name}: {busy:?}");
    assert!(peak < size, "{name}: {peak} KB");
    status.unwrap_or_else(|| panic!("{name}: killed"))
}

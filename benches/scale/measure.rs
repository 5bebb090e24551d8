//! Times and memory of whole processes.

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use wait4::Wait4;

/// What one process took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taken {
    /// From its start to its exit.
    pub(crate) wall: Duration,
    /// On all cores together, in the program and the system.
    pub(crate) cpu: Duration,
    /// The most memory it held, in bytes.
    pub(crate) peak: u64,
}

impl Taken {
    /// The better of two runs: the least time, the most memory.
    pub(crate) fn best(self, other: Self) -> Self {
        Self {
            wall: self.wall.min(other.wall),
            cpu: self.cpu.min(other.cpu),
            peak: self.peak.max(other.peak),
        }
    }
}

/// Runs a process to its end; anything but success is an error.
pub(crate) fn run(program: &Path, arguments: &[&str]) -> io::Result<Taken> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let begun = Instant::now();
    let mut child = command.spawn()?;
    let ended = child.wait4()?;
    let wall = begun.elapsed();
    if !ended.status.success() {
        let name = program.display();
        return Err(io::Error::other(format!("{name} {arguments:?}: {}", ended.status)));
    }
    let cpu = ended.rusage.utime + ended.rusage.stime;
    Ok(Taken { wall, cpu, peak: ended.rusage.maxrss })
}

/// The best of several runs.
pub(crate) fn best(runs: usize, mut run: impl FnMut() -> io::Result<Taken>) -> io::Result<Taken> {
    let first = run()?;
    (1..runs).try_fold(first, |best, _| Ok(best.best(run()?)))
}

pub(crate) fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

pub(crate) fn mb(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

//! A bar on work that takes long, for a person who is watching: nothing in a pipe, nothing with
//! `--quiet`, nothing on work that is done within half a second.

use super::{Says, says};
use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// Work that is done sooner needs no bar.
const PATIENCE: Duration = Duration::from_millis(500);
const REFRESH: Duration = Duration::from_millis(100);
/// Columns of the bar.
const WIDTH: usize = 24;

/// The bar; it goes away when this is dropped.
pub(crate) struct Progress {
    done: Arc<AtomicUsize>,
    painter: Mutex<Option<(Sender<()>, JoinHandle<()>)>>,
}

impl Progress {
    /// A bar of `total` steps, when a person is there to see it.
    pub(crate) fn start(total: usize) -> Self {
        let watched = std::io::stderr().is_terminal()
            && says() != Says::Little
            && std::env::var_os("TERM").is_none_or(|term| term != "dumb");
        if watched && total > 0 { Self::shown(total) } else { Self::none() }
    }

    /// No bar.
    pub(crate) fn none() -> Self {
        Self { done: Arc::default(), painter: Mutex::new(None) }
    }

    fn shown(total: usize) -> Self {
        let done = Arc::new(AtomicUsize::new(0));
        let (stop, stopped) = channel::<()>();
        let seen = done.clone();
        let painter = std::thread::spawn(move || {
            let mut wait = PATIENCE;
            let mut painted = false;
            while stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                wait = REFRESH;
                painted = true;
                eprint!("\r{}", bar(seen.load(Ordering::Relaxed), total));
                let _ = std::io::stderr().flush();
            }
            if painted {
                eprint!("\r\x1b[K");
                let _ = std::io::stderr().flush();
            }
        });
        Self { done, painter: Mutex::new(Some((stop, painter))) }
    }

    /// One step more is done.
    pub(crate) fn step(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    /// Takes the bar away, before anything else is written.
    pub(crate) fn end(&self) {
        let painter = self.painter.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some((stop, painter)) = painter {
            drop(stop);
            let _ = painter.join();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.end();
    }
}

fn bar(done: usize, total: usize) -> String {
    let full = (done.min(total) * WIDTH).checked_div(total).unwrap_or(WIDTH);
    format!("[{}{}] {done}/{total}", "=".repeat(full), " ".repeat(WIDTH - full))
}

#[cfg(test)]
mod tests {
    use super::bar;

    #[test]
    fn bars() {
        assert_eq!(bar(0, 3), "[                        ] 0/3");
        assert_eq!(bar(1, 3), "[========                ] 1/3");
        assert_eq!(bar(3, 3), "[========================] 3/3");
        assert_eq!(bar(5, 3), "[========================] 5/3");
        assert_eq!(bar(0, 0), "[========================] 0/0");
    }
}

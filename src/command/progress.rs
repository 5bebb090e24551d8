//! A bar on work that takes long, for a person who is watching: nothing in a pipe, nothing with
//! `--quiet`, nothing on work that is done within half a second.

use super::{Says, says};
use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use vanthu::diagnostic::{Lang, Text};

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
    /// A bar with a part for each stage, when a person is there to see it.
    pub(crate) fn start(stages: &[Text], lang: Lang) -> Self {
        let watched = std::io::stderr().is_terminal()
            && says() != Says::Little
            && std::env::var_os("TERM").is_none_or(|term| term != "dumb");
        let names = stages.iter().map(|stage| stage.get(lang).to_owned()).collect();
        if watched { Self::shown(names) } else { Self::none() }
    }

    /// No bar.
    pub(crate) fn none() -> Self {
        Self { done: Arc::default(), painter: Mutex::new(None) }
    }

    fn shown(stages: Vec<String>) -> Self {
        let since = Instant::now();
        let done = Arc::new(AtomicUsize::new(0));
        let (stop, stopped) = channel::<()>();
        let seen = done.clone();
        let painter = std::thread::spawn(move || {
            let mut wait = PATIENCE;
            let mut painted = false;
            while stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                wait = REFRESH;
                painted = true;
                let done = seen.load(Ordering::Relaxed);
                eprint!("\r\x1b[K{}", bar(done, &stages, since.elapsed().as_secs()));
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

fn bar(done: usize, stages: &[String], seconds: u64) -> String {
    let full = (done * WIDTH).checked_div(stages.len()).map_or(WIDTH, |full| full.min(WIDTH));
    let stage = stages.get(done).map_or("", String::as_str);
    format!("[{}{}] {stage} ({seconds} s)", "=".repeat(full), " ".repeat(WIDTH - full))
}

#[cfg(test)]
mod tests {
    use super::bar;

    #[test]
    fn bars() {
        let stages = ["đọc", "ghép"].map(str::to_owned);
        assert_eq!(bar(0, &stages, 0), "[                        ] đọc (0 s)");
        assert_eq!(bar(1, &stages, 7), "[============            ] ghép (7 s)");
        assert_eq!(bar(9, &stages, 8), "[========================]  (8 s)");
        assert_eq!(bar(0, &[], 0), "[========================]  (0 s)");
    }
}

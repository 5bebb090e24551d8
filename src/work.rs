//! Work on several cores whose outcome does not depend on how many there are.

use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError};

/// How many threads a run uses: what `VANTHU_THREADS` says, else one for each core; within
/// [`several`], this job's share of them. No output and no order of findings depends on it.
#[must_use]
pub fn threads() -> usize {
    static THREADS: OnceLock<usize> = OnceLock::new();
    let all = *THREADS.get_or_init(|| {
        let given = std::env::var("VANTHU_THREADS").ok().and_then(|value| value.parse().ok());
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        given.unwrap_or_else(cores).clamp(1, 64)
    });
    (all / SIDE_BY_SIDE.get()).max(1)
}

thread_local! {
    /// How many jobs share the cores with the one on this thread.
    static SIDE_BY_SIDE: Cell<usize> = const { Cell::new(1) };
}

/// Runs jobs that use several threads themselves, as many side by side as there are cores; the cores
/// are shared out between them.
pub fn several<R: Send>(count: usize, job: impl Fn(usize) -> R + Sync) -> Vec<R> {
    let side_by_side = count.clamp(1, threads());
    map(count, 1, |at| {
        let before = SIDE_BY_SIDE.replace(side_by_side);
        let done = job(at);
        SIDE_BY_SIDE.set(before);
        done
    })
}

/// Bytes of source that one thread is done with sooner than others are started: some twenty pages. Measured with
/// `VANTHU_THREADS=1` beside the default on `small`, `notes-100` (62 KB) and `notes-1000` (580 KB) of the bench.
const SMALL: usize = 96 << 10;

/// For as long as the value lives, work on this thread over so much source uses no other thread unless that
/// pays.
#[must_use]
pub fn fit(bytes: usize) -> Fitted {
    let before = SIDE_BY_SIDE.get();
    if bytes < SMALL {
        SIDE_BY_SIDE.set(usize::MAX);
    }
    Fitted(before)
}

/// See [`fit`].
#[derive(Debug)]
pub struct Fitted(usize);

impl Drop for Fitted {
    fn drop(&mut self) {
        SIDE_BY_SIDE.set(self.0);
    }
}

/// A job that another one runs beside.
#[derive(Default)]
struct First {
    done: Mutex<bool>,
    changed: Condvar,
}

impl First {
    /// Waits until the job is done; or until `over`, of which [`look`](Self::look) tells.
    fn wait(&self, over: impl Fn() -> bool) {
        let done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.changed.wait_while(done, |done| !*done && !over()));
    }

    /// Has those who wait look whether it is over.
    fn look(&self) {
        drop(self.done.lock());
        self.changed.notify_all();
    }
}

/// The cores, which the first of [`both`] jobs has until it lets go of this.
pub struct Cores(Arc<First>);

impl Drop for Cores {
    fn drop(&mut self) {
        *self.0.done.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.0.look();
    }
}

thread_local! {
    /// The job beside which this thread runs another.
    static BESIDE: RefCell<Option<Arc<First>>> = const { RefCell::new(None) };
}

/// Two jobs side by side, unless this run has one thread only: then one after the other. Until the first has
/// let go of the cores, what the other [maps](map) is left to its own thread.
pub fn both<A: Send, B>(one: impl FnOnce(Cores) -> A + Send, other: impl FnOnce() -> B) -> (A, B) {
    let first = Arc::new(First::default());
    let cores = Cores(first.clone());
    if threads() < 2 {
        return (one(cores), other());
    }
    let side_by_side = SIDE_BY_SIDE.get();
    std::thread::scope(|scope| {
        let one = scope.spawn(move || {
            SIDE_BY_SIDE.set(side_by_side);
            one(cores)
        });
        let outer = BESIDE.replace(Some(first));
        let other = other();
        BESIDE.set(outer);
        match one.join() {
            Ok(one) => (one, other),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// What `each` gives for the numbers below `count`, in their order. Threads take `step` numbers at a
/// time; a count of at most one step is done by the caller's own thread.
pub fn map<R: Send>(count: usize, step: usize, each: impl Fn(usize) -> R + Sync) -> Vec<R> {
    map_with(count, step, |(), at| each(at))
}

/// The same, with something that each thread keeps from one number to the next, such as room for a text.
pub fn map_with<T: Default, R: Send>(
    count: usize,
    step: usize,
    each: impl Fn(&mut T, usize) -> R + Sync,
) -> Vec<R> {
    let steps = count.div_ceil(step.max(1));
    let threads = threads().min(steps);
    if threads < 2 {
        let mut own = T::default();
        return (0..count).map(|at| each(&mut own, at)).collect();
    }
    let next = AtomicUsize::new(0);
    let take = || {
        let (mut own, mut done) = (T::default(), Vec::new());
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= steps {
                return done;
            }
            let range = at * step..count.min((at + 1) * step);
            done.push((at, range.map(|at| each(&mut own, at)).collect::<Vec<R>>()));
        }
    };
    let first = BESIDE.with_borrow(Clone::clone);
    let help = || {
        if let Some(first) = &first {
            first.wait(|| next.load(Ordering::Relaxed) >= steps);
        }
        take()
    };
    let mut all = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(help)).collect();
        let mut all = take();
        if let Some(first) = &first {
            first.look();
        }
        for other in others {
            match other.join() {
                Ok(done) => all.extend(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    });
    all.sort_unstable_by_key(|(at, _)| *at);
    all.into_iter().flat_map(|(_, done)| done).collect()
}

#[cfg(test)]
mod tests {
    use super::{SMALL, both, fit, map, several, threads};
    use std::sync::mpsc::channel;
    use std::thread::{self, ThreadId};

    #[test]
    fn order_is_kept() {
        for (count, step) in [(0, 1), (1, 8), (1000, 1), (1000, 7), (1000, 2000)] {
            let expected: Vec<usize> = (0..count).map(|at| at * 2).collect();
            assert_eq!(map(count, step, |at| at * 2), expected);
        }
    }

    #[test]
    fn cores_are_shared_out() {
        let all = threads();
        assert_eq!(several(1, |_| threads()), [all]);
        assert!(several(all * 3, |_| threads()).iter().all(|share| *share == 1));
        assert_eq!(threads(), all);
    }

    #[test]
    fn little_work_starts_no_thread() {
        let all = threads();
        {
            let _fitted = fit(SMALL - 1);
            assert_eq!(threads(), 1);
        }
        let _fitted = fit(SMALL);
        assert_eq!(threads(), all);
    }

    /// Threads that took steps of a map beside a job: its own alone while the job goes on, others after that.
    #[test]
    fn the_first_job_has_the_cores() {
        let here = thread::current().id();
        let own = |ids: &[ThreadId]| ids.iter().all(|id| *id == here);
        let id = |_: usize| {
            thread::sleep(std::time::Duration::from_micros(100));
            thread::current().id()
        };
        if threads() < 2 {
            return; // one after the other: there is nothing beside
        }
        // The job ends after the map: waiting helpers end too.
        let (go_on, wait) = channel();
        let job = move |_cores| wait.recv().unwrap();
        let other = || {
            let ids = map(200, 1, id);
            go_on.send(()).unwrap();
            ids
        };
        assert!(own(&both(job, other).1));
        // The job lets go of the cores, and goes on: helpers come.
        let (end, ended) = channel::<()>();
        let (go_on, mapped) = channel::<()>();
        let job = move |cores| {
            drop(cores);
            drop(end);
            let _ = mapped.recv();
        };
        let other = || {
            let _ = ended.recv();
            let ids = map(200, 1, id);
            drop(go_on);
            ids
        };
        assert!(!own(&both(job, other).1));
    }

    #[test]
    fn a_panic_of_a_job_is_passed_on() {
        let job = || both(|_| panic!("as expected"), || map(100, 1, |at| at));
        assert!(std::panic::catch_unwind(job).is_err());
        assert_eq!(map(100, 1, |at| at).len(), 100);
    }
}

//! Work on several cores whose outcome does not depend on how many there are.

use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};

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

/// Work that a job hands out piece by piece to the one beside it.
pub trait Pieces: Send + Sync {
    /// Does one, if one waits.
    fn one(&self) -> bool;
}

/// A job that another one runs beside.
#[derive(Default)]
struct First {
    state: Mutex<State>,
    /// It let go of the cores, or what is done beside it is over.
    changed: Condvar,
    /// It handed out a piece, or let go of the cores.
    handed_out: Condvar,
}

#[derive(Default)]
struct State {
    done: bool,
    pieces: Option<Arc<dyn Pieces>>,
    /// How many pieces were handed out.
    count: u64,
}

impl First {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the job is done; or until `over`, of which [`look`](Self::look) tells.
    fn wait(&self, over: impl Fn() -> bool) {
        drop(self.changed.wait_while(self.state(), |state| !state.done && !over()));
    }

    /// Has those who wait look whether it is over.
    fn look(&self) {
        drop(self.state());
        self.changed.notify_all();
    }

    /// Does what is handed out until the job is done. Returns at once when it hands out nothing.
    fn attend(&self) {
        let pieces = self.state().pieces.clone();
        let Some(pieces) = pieces else { return };
        loop {
            let count = self.state().count;
            while pieces.one() {}
            let none = |state: &mut State| !state.done && state.count == count;
            let state = self.handed_out.wait_while(self.state(), none);
            if state.unwrap_or_else(PoisonError::into_inner).done {
                return;
            }
        }
    }
}

/// The cores, which the first of [`both`] jobs has until it lets go of this.
pub struct Cores(Arc<First>);

impl Drop for Cores {
    fn drop(&mut self) {
        let mut state = self.0.state();
        (state.done, state.pieces) = (true, None);
        drop(state);
        self.0.changed.notify_all();
        self.0.handed_out.notify_all();
    }
}

thread_local! {
    /// The job beside which this thread runs another.
    static BESIDE: RefCell<Option<Arc<First>>> = const { RefCell::new(None) };
    /// The job that this thread runs, when another runs beside it.
    static AHEAD: RefCell<Option<Arc<First>>> = const { RefCell::new(None) };
}

/// Hands out pieces of this thread's job to the one that [runs beside it](both), which does them when it has [mapped](map)
/// what it has to, until this one lets go of the cores. Tells whether there is one.
pub fn hand_out(pieces: Arc<dyn Pieces>) -> bool {
    AHEAD.with_borrow(|ahead| {
        ahead.as_ref().map(|first| first.state().pieces = Some(pieces)).is_some()
    })
}

/// Says that there is a piece more.
pub fn handed_out() {
    AHEAD.with_borrow(|ahead| {
        if let Some(first) = ahead {
            first.state().count += 1;
            first.handed_out.notify_all();
        }
    });
}

/// Two jobs side by side, unless this run has one thread only: then one after the other. Until the first has
/// let go of the cores, what the other [maps](map) is left to its own thread, which then does what is
/// [handed out](hand_out).
pub fn both<A: Send, B>(one: impl FnOnce(Cores) -> A + Send, other: impl FnOnce() -> B) -> (A, B) {
    let first = Arc::new(First::default());
    let cores = Cores(first.clone());
    if threads() < 2 {
        return (one(cores), other());
    }
    let side_by_side = SIDE_BY_SIDE.get();
    std::thread::scope(|scope| {
        let ahead = first.clone();
        let one = scope.spawn(move || {
            SIDE_BY_SIDE.set(side_by_side);
            AHEAD.set(Some(ahead));
            one(cores)
        });
        let outer = BESIDE.replace(Some(first.clone()));
        let other = other();
        BESIDE.set(outer);
        first.attend();
        match one.join() {
            Ok(one) => (one, other),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// Something that one of [`both`] jobs makes and the other waits for; it stays in the slot.
pub fn promise<T>(slot: &OnceLock<T>) -> (Promised<'_, T>, Awaited<'_, T>) {
    let (tell, told) = channel();
    (Promised { slot, _tell: tell }, Awaited { slot, told })
}

/// What is to be made. Dropped without that, such as by a panic, it is waited for no longer.
pub struct Promised<'s, T> {
    slot: &'s OnceLock<T>,
    /// Nothing is sent: it tells by being dropped.
    _tell: Sender<()>,
}

impl<'s, T> Promised<'s, T> {
    /// Here it is.
    pub fn keep(self, made: T) -> &'s T {
        self.slot.get_or_init(|| made)
    }
}

/// See [`promise`].
pub struct Awaited<'s, T> {
    slot: &'s OnceLock<T>,
    told: Receiver<()>,
}

impl<'s, T> Awaited<'s, T> {
    /// Waits for it, or until it is known that it does not come.
    #[must_use]
    pub fn get(self) -> Option<&'s T> {
        let _ = self.told.recv();
        self.slot.get()
    }
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
    let first = BESIDE.with_borrow(Clone::clone);
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
            first.attend();
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
    use super::{Pieces, SMALL, both, fit, hand_out, handed_out, map, promise, several, threads};
    use std::sync::mpsc::channel;
    use std::sync::{Arc, Mutex, OnceLock};
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

    #[test]
    fn a_promise_is_kept_or_known_to_be_broken() {
        let slot = OnceLock::new();
        let (promised, awaited) = promise(&slot);
        if threads() < 2 {
            return; // the first would wait for the other for ever
        }
        let (got, kept) = both(|_| awaited.get().copied(), || *promised.keep(7));
        assert_eq!((got, kept, slot.into_inner()), (Some(7), 7, Some(7)));
        let slot = OnceLock::new();
        let (promised, awaited) = promise(&slot);
        let (tell, got) = channel();
        let first = |_| tell.send(awaited.get().copied());
        let other = || {
            assert!(thread::panicking(), "as expected");
            *promised.keep(7)
        };
        let jobs = std::panic::AssertUnwindSafe(|| both(first, other));
        assert!(std::panic::catch_unwind(jobs).is_err());
        assert_eq!(got.recv(), Ok(None));
    }

    /// Numbers that wait, and which threads took them.
    #[derive(Default)]
    struct Waiting(Mutex<Vec<u32>>, Mutex<Vec<ThreadId>>);

    impl Pieces for Waiting {
        fn one(&self) -> bool {
            let one = self.0.lock().unwrap().pop().is_some();
            if one {
                self.1.lock().unwrap().push(thread::current().id());
            }
            one
        }
    }

    #[test]
    fn what_is_handed_out_is_done_by_the_other() {
        if threads() < 2 {
            return; // there is nothing beside
        }
        let pieces: Arc<Waiting> = Arc::default();
        let (tell, ready) = channel();
        let (mapped, after) = channel();
        let (waiting, others) = (pieces.clone(), pieces.clone());
        let first = move |cores| {
            let pieces = waiting;
            assert!(hand_out(pieces.clone()), "another runs beside");
            tell.send(()).unwrap();
            // Some before the other is done with its own, some after.
            for number in 0..8 {
                pieces.0.lock().unwrap().push(number);
                handed_out();
                thread::sleep(std::time::Duration::from_millis(2));
            }
            let since = std::time::Instant::now();
            while !pieces.0.lock().unwrap().is_empty() && since.elapsed().as_secs() < 5 {
                thread::yield_now();
            }
            drop(cores);
            // The other goes on before this ends.
            let _ = after.recv_timeout(std::time::Duration::from_secs(5));
        };
        let other = || {
            ready.recv().unwrap();
            let done = map(20, 1, |at| {
                thread::sleep(std::time::Duration::from_micros(200));
                at
            });
            assert_eq!(others.1.lock().unwrap().len(), 8, "before the map is returned");
            mapped.send(()).unwrap();
            done
        };
        let ((), done) = both(first, other);
        assert_eq!(done, (0..20).collect::<Vec<_>>());
        assert_eq!(*pieces.1.lock().unwrap(), [thread::current().id(); 8]);
        // On a thread that runs no such job nobody helps.
        assert!(!hand_out(pieces));
    }
}

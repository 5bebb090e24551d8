//! How memory is asked for.
//!
//! Each page of fresh memory is a fault that the kernel must answer. So what is freed is kept for what comes next; and a
//! large document is given large pages: it would need some ten thousand small ones. On most systems a program may ask for pages
//! of 2 MB instead. glibc does that for a program that is told so by a variable, which it reads once, when the program
//! starts. So a run that has much before it starts itself again in its own place: the same process, the same arguments.
//! docs/performance.md has the gain.

use std::path::Path;

/// Asks for large pages if the folders are large, the system gives them to those who ask, and nobody has told glibc
/// how to use memory. May start the program again, so nothing must have been said or written before.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub(super) fn ask(dirs: &[impl AsRef<Path>]) {
    linux::ask(dirs);
}

/// Has the allocator keep memory that is freed, for what comes next: glibc gives pieces above a threshold back to the
/// system at once, where each of their pages is a fault again, and raises the threshold to the largest piece that it saw
/// freed. One that nobody touches is freed for that.
pub(super) fn keep() {
    const LARGE: usize = 8 << 20;
    drop(std::hint::black_box(Vec::<u8>::with_capacity(LARGE)));
}

/// Elsewhere memory is taken as it comes.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(super) fn ask(_: &[impl AsRef<Path>]) {}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod linux {
    use std::fs;
    use std::os::unix::fs::MetadataExt;
    use std::os::unix::process::CommandExt;
    use std::path::Path;
    use std::process::Command;

    /// What glibc reads (its manual, «Memory Allocation Tunables»).
    const VARIABLE: &str = "GLIBC_TUNABLES";
    /// Large pages, and memory that is taken in large pieces and kept; as many places to take it from as there are
    /// threads at work, for each leaves the rest of a page empty.
    const WANTED: &str = "glibc.malloc.hugetlb=1:glibc.malloc.top_pad=16777216:\
                          glibc.malloc.mmap_threshold=8388608:glibc.malloc.trim_threshold=33554432:\
                          glibc.malloc.arena_max=";
    /// Files of sections from which on it pays to start again, which takes a millisecond.
    const MANY: usize = 64;
    /// Whether large pages are given: to all, to those who ask, to none.
    const GIVEN: &str = "/sys/kernel/mm/transparent_hugepage/enabled";

    pub(super) fn ask(dirs: &[impl AsRef<Path>]) {
        if std::env::var_os(VARIABLE).is_some() || files(dirs) < MANY {
            return;
        }
        if !fs::read_to_string(GIVEN).is_ok_and(|given| given.contains("[madvise]")) {
            return;
        }
        let Ok(program) = std::env::current_exe() else { return };
        // The same program, and not one that was put in its place since.
        if file(&program).is_some_and(|own| Some(own) == file(Path::new("/proc/self/exe"))) {
            let mut arguments = std::env::args_os();
            let mut again = Command::new(program);
            if let Some(name) = arguments.next() {
                again.arg0(name);
            }
            // It comes back only if it failed, and then the work is done with small pages.
            let wanted = format!("{WANTED}{}", vanthu::work::threads());
            let _ = again.args(arguments).env(VARIABLE, wanted).exec();
        }
    }

    /// Which file a path leads to: its device and its number there.
    fn file(path: &Path) -> Option<(u64, u64)> {
        fs::metadata(path).ok().map(|meta| (meta.dev(), meta.ino()))
    }

    /// How many files a glance sees, up to as many as are many.
    fn files(dirs: &[impl AsRef<Path>]) -> usize {
        let listed = dirs.iter().filter_map(|dir| fs::read_dir(dir.as_ref().join("sections")).ok());
        listed.flatten().take(MANY).count()
    }
}

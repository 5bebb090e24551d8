//! The program as an office runs it: in Vietnamese, with nothing typed in.

#![allow(dead_code, clippy::unwrap_used)] // no test uses all of it; one that cannot go on should stop

use std::path::Path;
use std::process::{Command, Output, Stdio};

pub(crate) fn command(dir: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vanthu"));
    command.args(arguments).current_dir(dir).env("LC_ALL", "vi_VN.UTF-8").stdin(Stdio::null());
    command
}

pub(crate) fn vanthu(dir: &Path, arguments: &[&str]) -> Output {
    command(dir, arguments).output().unwrap()
}

pub(crate) fn status(output: &Output) -> i32 {
    output.status.code().unwrap()
}

/// All that it printed.
pub(crate) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

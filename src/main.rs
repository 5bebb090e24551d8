//! The command line: runs the pipeline and turns the outcome into an exit status.

#![allow(clippy::print_stdout, clippy::print_stderr)] // this is where text meets the terminal

mod cli;
mod command;

use std::process::ExitCode;

fn main() -> ExitCode {
    let status = match cli::usage::parse(std::env::args_os()) {
        Ok(cli) => command::run(cli),
        Err(status) => status,
    };
    ExitCode::from(status)
}

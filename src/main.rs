//! The command line: runs the pipeline and turns the outcome into an exit status.

#![allow(clippy::print_stdout, clippy::print_stderr)] // this is where text meets the terminal

mod cli;
mod command;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(command::run(cli::Cli::parse()))
}

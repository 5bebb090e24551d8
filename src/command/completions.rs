//! `vanthu completions`: what a shell offers when Tab is pressed.

use super::print;
use crate::cli::{Cli, CompletionsArgs, Shell};
use clap::CommandFactory;
use clap_complete::shells;

pub(super) fn run(args: &CompletionsArgs) -> u8 {
    let mut command = Cli::command();
    let mut out = Vec::new();
    let name = "vanthu";
    match args.shell {
        Shell::Bash => clap_complete::generate(shells::Bash, &mut command, name, &mut out),
        Shell::Zsh => clap_complete::generate(shells::Zsh, &mut command, name, &mut out),
        Shell::Fish => clap_complete::generate(shells::Fish, &mut command, name, &mut out),
        Shell::Powershell => {
            clap_complete::generate(shells::PowerShell, &mut command, name, &mut out);
        }
    }
    print(&String::from_utf8_lossy(&out));
    0
}

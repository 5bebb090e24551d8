//! `vanthu completions`: what a shell offers when Tab is pressed.

use super::{lang, print};
use crate::cli::{CompletionsArgs, Shell, help};
use clap_complete::shells;

pub(super) fn run(args: &CompletionsArgs) -> u8 {
    // Shells that show what a command does show it in the person's language.
    let mut command = help::command(lang(None));
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

//! What can be said on the command line.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Assembles official documents from units' YAML sections.
#[derive(Debug, Parser)]
#[command(version, about, long_about = None)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Checks, merges and writes the DOCX
    Build(BuildArgs),
    /// Shows every finding and writes nothing
    Check(CheckArgs),
    /// Lists the footnotes: final number, unit, file, key, text
    Notes(NotesArgs),
    /// Says what a rule means, with a wrong and a right example; without a name, lists all rules
    Explain(ExplainArgs),
}

/// `vanthu build`.
#[derive(Debug, Args)]
pub(crate) struct BuildArgs {
    /// The document folder; several are built side by side, each into its own file
    #[arg(default_value = ".", value_name = "DIR")]
    pub(crate) dirs: Vec<PathBuf>,
    /// The file to write, for one folder only; by default the kind's name in the document folder
    #[arg(short, long, value_name = "FILE.docx")]
    pub(crate) output: Option<PathBuf>,
    /// Refuses a blank number or day, and any warning
    #[arg(long = "final")]
    pub(crate) last: bool,
    /// Writes over a file that somebody changed, after keeping a dated copy of it
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) show: Show,
}

/// `vanthu check`.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// The document folder, or a finished FILE.docx, whoever made it
    #[arg(default_value = ".", value_name = "DIR|FILE.docx")]
    pub(crate) dir: PathBuf,
    /// Mends what has one right answer in the folder's files, and shows what remains
    #[arg(long)]
    pub(crate) fix: bool,
    /// With --fix: shows what would change, and writes nothing
    #[arg(long, requires = "fix")]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) show: Show,
}

/// `vanthu notes`.
#[derive(Debug, Args)]
pub(crate) struct NotesArgs {
    /// The document folder
    #[arg(default_value = ".")]
    pub(crate) dir: PathBuf,
    /// How to print it
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: NotesFormat,
    /// Language of messages; Vietnamese unless the locale is English
    #[arg(long, value_enum)]
    pub(crate) lang: Option<LangArg>,
}

/// `vanthu explain`.
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// The rule's name, as findings show it
    pub(crate) rule: Option<String>,
    /// Language of the text; Vietnamese unless the locale is English
    #[arg(long, value_enum)]
    pub(crate) lang: Option<LangArg>,
}

/// How findings are shown.
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// How to print findings
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: Format,
    /// Language of messages; Vietnamese unless the locale is English
    #[arg(long, value_enum)]
    pub(crate) lang: Option<LangArg>,
    /// Whether findings are coloured; by default when a person watches and `NO_COLOR` is not set
    #[arg(long, value_enum, default_value = "auto")]
    pub(crate) color: ColorArg,
}

/// Whether to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorArg {
    /// On a terminal, unless `NO_COLOR` is set or the terminal is dumb
    Auto,
    /// Everywhere
    Always,
    /// Nowhere
    Never,
}

/// Formats of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// For programs
    Json,
    /// SARIF 2.1.0
    Sarif,
}

/// Formats of the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum NotesFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// For a spreadsheet
    Csv,
}

/// Languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LangArg {
    /// Vietnamese
    Vi,
    /// English
    En,
}

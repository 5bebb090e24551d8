//! What can be said on the command line.

pub(crate) mod help;
pub(crate) mod usage;

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Assembles official documents from units' YAML sections
#[derive(Debug, Parser)]
#[command(version, about, long_about = None)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Language of messages; Vietnamese unless the locale is English
    #[arg(long, value_enum)]
    pub(crate) lang: Option<LangArg>,
    /// Says nothing but findings, errors and what was asked for
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Also says what is done, and how long it takes
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Makes a new document folder
    Init(InitArgs),
    /// Adds a unit's section to a document folder
    New(NewArgs),
    /// Turns a Word file into a unit's section, or into a document folder
    Import(ImportArgs),
    /// Shows every finding and writes nothing
    Check(CheckArgs),
    /// Shows who has handed in and who has not, with words, notes and findings
    Status(StatusArgs),
    /// Checks, merges and writes the DOCX
    Build(BuildArgs),
    /// Builds again whenever a file is saved
    Watch(WatchArgs),
    /// Puts the frame of a copy (sao y, trích sao, sao lục) under a document that was built
    Copy(CopyArgs),
    /// Lists the footnotes: final number, unit, file, key, text
    Notes(NotesArgs),
    /// Says what a rule means, with a wrong and a right example; without a name, lists all rules
    Explain(ExplainArgs),
    /// Prints a JSON Schema, for an editor's completion
    Schema(SchemaArgs),
    /// Prints completions of commands for a shell
    Completions(CompletionsArgs),
    /// Writes the manual pages
    Man(ManArgs),
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
    pub(crate) result: ResultArgs,
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

/// `vanthu copy`.
#[derive(Debug, Args)]
pub(crate) struct CopyArgs {
    /// The document, as `vanthu build` or `vanthu copy` wrote it
    #[arg(value_name = "FILE.docx")]
    pub(crate) file: PathBuf,
    /// Sao y; trích sao, the parts that the values name; sao lục, of a sao y
    #[arg(long, value_enum, ignore_case = true)]
    pub(crate) form: CopyForm,
    /// Who copies, and the copy's number, date and signer; by default copy.yaml beside the document
    #[arg(long = "with", value_name = "FILE.yaml")]
    pub(crate) values: Option<PathBuf>,
    /// The file to write; by default the document's name with the form's behind it
    #[arg(short, long, value_name = "FILE.docx")]
    pub(crate) output: Option<PathBuf>,
    /// Writes over a file that somebody changed, after keeping a dated copy of it
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) show: Show,
}

/// Forms of copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CopyForm {
    /// Sao y
    #[value(name = "SY")]
    True,
    /// Trích sao
    #[value(name = "TrS")]
    Excerpt,
    /// Sao lục
    #[value(name = "SL")]
    Later,
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

/// `vanthu import`.
#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// The Word file
    #[arg(value_name = "FILE.docx")]
    pub(crate) file: PathBuf,
    /// The document folder to write into; by default this folder for a section, a new one named after
    /// the file for a whole document
    #[arg(long, value_name = "DIR")]
    pub(crate) into: Option<PathBuf>,
    /// The unit that answers for the text
    #[arg(long, value_name = "NAME")]
    pub(crate) unit: Option<String>,
    /// The name of the section's file, such as 03-thanh-tra
    #[arg(long, value_name = "NN-SLUG")]
    pub(crate) name: Option<String>,
    /// Makes a section, whatever the file looks like
    #[arg(long, conflicts_with = "document")]
    pub(crate) section: bool,
    /// Makes a document folder, whatever the file looks like
    #[arg(long, conflicts_with = "name")]
    pub(crate) document: bool,
    /// Prints what would be written and writes nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) show: Show,
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

/// `vanthu init`.
#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// The folder to make, or an empty one
    #[arg(default_value = ".")]
    pub(crate) dir: PathBuf,
    /// The kind of document, such as bao-cao; with or without accents
    #[arg(long)]
    pub(crate) kind: Option<String>,
    /// The issuing body's name
    #[arg(long, value_name = "NAME")]
    pub(crate) office: Option<String>,
    /// The superior body's name
    #[arg(long, value_name = "NAME")]
    pub(crate) parent: Option<String>,
    /// What the document is about
    #[arg(long)]
    pub(crate) subject: Option<String>,
    /// The place before the date
    #[arg(long)]
    pub(crate) place: Option<String>,
    /// The document's symbol, or the office's letters in it
    #[arg(long)]
    pub(crate) symbol: Option<String>,
    /// An addressee; may be given several times
    #[arg(long, value_name = "NAME")]
    pub(crate) to: Vec<String>,
    /// A unit that hands in a section; may be given several times
    #[arg(long = "unit", value_name = "NAME")]
    pub(crate) units: Vec<String>,
    /// A line over the signer's position, such as "KT. Giám đốc"; may be given several times
    #[arg(long, value_name = "LINE")]
    pub(crate) authority: Vec<String>,
    /// The signer's position
    #[arg(long)]
    pub(crate) position: Option<String>,
    /// The signer's name
    #[arg(long, value_name = "NAME")]
    pub(crate) signer: Option<String>,
    /// Language of messages and of hints in the files; Vietnamese unless the locale is English
    #[arg(long, value_enum)]
    pub(crate) lang: Option<LangArg>,
}

/// `vanthu new`.
#[derive(Debug, Args)]
pub(crate) struct NewArgs {
    /// The unit's name
    pub(crate) unit: String,
    /// The document folder
    #[arg(default_value = ".")]
    pub(crate) dir: PathBuf,
    /// The section's heading, without a number
    #[arg(long)]
    pub(crate) title: Option<String>,
    /// The section's id; by default the unit's name without accents
    #[arg(long)]
    pub(crate) id: Option<String>,
    /// Puts the section at the end of this group of the outline, by its id or title; "." is the end of the outline
    #[arg(long, value_name = "GROUP")]
    pub(crate) place: Option<String>,
    /// Language of messages and of hints in the file; Vietnamese unless the locale is English
    #[arg(long, value_enum)]
    pub(crate) lang: Option<LangArg>,
}

/// `vanthu status`.
#[derive(Debug, Args)]
pub(crate) struct StatusArgs {
    /// The document folder
    #[arg(default_value = ".")]
    pub(crate) dir: PathBuf,
    /// How to print it
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: StatusFormat,
    /// Language of messages; Vietnamese unless the locale is English
    #[arg(long, value_enum)]
    pub(crate) lang: Option<LangArg>,
}

/// Formats of the status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum StatusFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

/// `vanthu watch`.
#[derive(Debug, Args)]
pub(crate) struct WatchArgs {
    /// The document folder
    #[arg(default_value = ".")]
    pub(crate) dir: PathBuf,
    /// The file to write; by default the kind's name in the document folder
    #[arg(short, long, value_name = "FILE.docx")]
    pub(crate) output: Option<PathBuf>,
    /// Writes over a file that somebody changed, after keeping a dated copy of it
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) result: ResultArgs,
    /// Language of messages; Vietnamese unless the locale is English
    #[arg(long, value_enum)]
    pub(crate) lang: Option<LangArg>,
    /// Whether findings are coloured; by default when a person watches and `NO_COLOR` is not set
    #[arg(long, value_enum, default_value = "auto")]
    pub(crate) color: ColorArg,
}

/// What is done with the document that was built.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct ResultArgs {
    /// Opens the result
    #[arg(long)]
    pub(crate) open: bool,
    /// Also writes a PDF, with LibreOffice
    #[arg(long)]
    pub(crate) pdf: bool,
}

/// `vanthu schema`.
#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {
    /// What the schema describes
    #[arg(value_enum)]
    pub(crate) what: SchemaOf,
    /// Language of the texts; Vietnamese unless the locale is English
    #[arg(long, value_enum)]
    pub(crate) lang: Option<LangArg>,
}

/// `vanthu completions`.
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}

/// Shells that completions can be made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shell {
    /// bash
    Bash,
    /// zsh
    Zsh,
    /// fish
    Fish,
    /// PowerShell
    Powershell,
}

/// `vanthu man`.
#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// The folder to write them into
    pub(crate) dir: PathBuf,
    /// Language of the pages; Vietnamese unless the locale is English
    #[arg(long, value_enum)]
    pub(crate) lang: Option<LangArg>,
}

/// What has a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaOf {
    /// A unit's file
    Section,
    /// document.yaml
    Document,
    /// A file of styles/
    Style,
    /// The value of `checks:`
    Checks,
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

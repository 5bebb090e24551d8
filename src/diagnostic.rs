//! Findings: what is wrong, where, and what to do, in both languages at once.
//!
//! A [`Finding`] is made where the fault is seen and given to a [`Sink`]; nothing stops at the
//! first. Both wordings are written side by side with [`say!`](crate::say), so that none can be
//! missing.

pub mod catalogue;
pub mod explain;
pub mod json;
pub mod reference;
pub mod rules;
pub mod sarif;
pub mod silence;
pub mod text;

pub use crate::language::{Lang, Text};
pub use rules::Rule;
use silence::Hush;
pub use silence::Silence;

use crate::say;
use crate::source::{FileId, Span};
use std::collections::{HashMap, HashSet};

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The document can be built; a person should look.
    Warning,
    /// Nothing is built.
    Error,
}

impl Severity {
    /// The word for it in `checks:`, JSON and SARIF.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// What a rule is set to: by the table of rules, and per document by `checks:`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Not reported.
    Off,
    /// Reported with this severity.
    On(Severity),
}

impl Level {
    /// The word for it in `checks:`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Level::Off => "off",
            Level::On(severity) => severity.word(),
        }
    }
}

/// Another place that explains a finding, as «first cited here».
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub span: Span,
    /// What is there.
    pub message: Text,
}

/// One thing that is wrong, at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule that was broken.
    pub rule: Rule,
    /// Set from the rule's level when the sink is closed.
    pub severity: Severity,
    /// What is wrong.
    pub message: Text,
    /// Where: the mark itself.
    pub span: Span,
    /// What to do.
    pub help: Option<Text>,
    /// Other places.
    pub related: Vec<Related>,
    /// What mends it, where there is one right answer; all of it or none of it is done.
    pub fix: Vec<Edit>,
}

/// A change to a file: the bytes of `span` give way to `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Where.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

impl Finding {
    /// A finding with no help and no other place yet.
    #[must_use]
    pub fn new(rule: Rule, span: Span, message: Text) -> Self {
        let severity = match rule.level() {
            Level::On(severity) => severity,
            Level::Off => Severity::Error,
        };
        Self { rule, severity, message, span, help: None, related: Vec::new(), fix: Vec::new() }
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, help: Text) -> Self {
        self.help = Some(help);
        self
    }

    /// Adds a change that mends it.
    #[must_use]
    pub fn edit(mut self, span: Span, text: impl Into<String>) -> Self {
        self.fix.push(Edit { span, text: text.into() });
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn related(mut self, span: Span, message: Text) -> Self {
        self.related.push(Related { span, message });
        self
    }
}

/// Findings of one rule that are shown for one file; a person mends the cause long before.
pub const MOST_ALIKE: u32 = 1000;
/// Findings of one run; past them only the first of each rule and file is kept, so that its level still
/// tells.
pub const MOST: usize = 100_000;
/// Places of findings that are not kept, for one rule in one file: a silence must cover them too.
const MOST_PLACES: usize = 100_000;

/// Gathers the findings of every stage, within bounds.
#[derive(Debug, Default)]
pub struct Sink {
    findings: Vec<Finding>,
    counts: HashMap<(FileId, Rule), u32>,
    /// Places of the findings that were not kept.
    more: HashMap<(FileId, Rule), Vec<Span>>,
    silences: Vec<Silence>,
    /// Not everything was looked at.
    partial: bool,
}

impl Sink {
    /// An empty sink.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a finding, unless there are [too many](MOST_ALIKE) like it.
    pub fn push(&mut self, mut finding: Finding) {
        let alike = (finding.span.file, finding.rule);
        let count = self.counts.entry(alike).or_default();
        *count += 1;
        if *count > MOST_ALIKE || (self.findings.len() >= MOST && *count > 1) {
            return self.place(alike, finding.span);
        }
        if *count == MOST_ALIKE {
            finding.help = Some(say!(
                "tệp này còn nhiều chỗ như vậy, không nêu hết; sửa các chỗ đã nêu rồi chạy lại",
                "this file has more like it, which are not shown; mend these and run again"
            ));
        }
        self.findings.push(finding);
    }

    fn place(&mut self, alike: (FileId, Rule), span: Span) {
        let places = self.more.entry(alike).or_default();
        if places.len() < MOST_PLACES {
            places.push(span);
        }
    }

    /// Takes a comment that silences findings.
    pub fn silence(&mut self, silence: Silence) {
        self.silences.push(silence);
    }

    /// Says that not everything was looked at, so that a silence may have its use unseen.
    pub fn partial(&mut self) {
        self.partial = true;
    }

    /// Takes all of another sink's, after its own.
    pub fn append(&mut self, other: Sink) {
        if self.findings.is_empty() {
            self.findings = other.findings;
            self.counts = other.counts;
        } else {
            other.findings.into_iter().for_each(|finding| self.push(finding));
        }
        for (alike, places) in other.more {
            for span in places {
                self.place(alike, span);
            }
        }
        self.silences.extend(other.silences);
        self.partial |= other.partial;
    }

    /// Keeps the findings that `keep` wants, after it has changed them.
    pub fn retain_mut(&mut self, keep: impl FnMut(&mut Finding) -> bool) {
        self.findings.retain_mut(keep);
    }

    /// Whether a finding so far is an error, silences aside.
    #[must_use]
    pub fn has_error(&self, levels: &Levels) -> bool {
        let error = Level::On(Severity::Error);
        self.findings.iter().any(|finding| levels.of(finding.rule) == error)
    }

    /// How many findings there are so far.
    #[must_use]
    pub fn len(&self) -> usize {
        self.findings.len()
    }

    /// Whether nothing was found so far.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// Whether it was given nothing at all.
    #[must_use]
    pub fn is_untouched(&self) -> bool {
        self.counts.is_empty() && self.silences.is_empty() && !self.partial
    }

    /// Applies silences and the levels of the document, sorts by place (file, then position, then
    /// rule) and drops what is switched off or said twice.
    #[must_use]
    pub fn close(mut self, levels: &Levels) -> Report {
        let hidden = self.hush();
        let set = |mut findings: Vec<Finding>| {
            findings.retain_mut(|finding| match levels.of(finding.rule) {
                Level::Off => false,
                Level::On(severity) => {
                    finding.severity = severity;
                    true
                }
            });
            findings.sort_by_key(|finding| (finding.span, finding.rule));
            findings
        };
        let mut findings = set(self.findings);
        findings.dedup();
        let (hidden, mut silenced) = (set(hidden), Vec::new());
        let mut by_rule: HashMap<(FileId, Rule), Vec<&Silence>> = HashMap::new();
        for silence in &self.silences {
            for (rule, _) in &silence.rules {
                by_rule.entry((silence.span.file, *rule)).or_default().push(silence);
            }
        }
        for finding in hidden {
            let by = by_rule.get(&(finding.span.file, finding.rule)).into_iter().flatten();
            if let Some(by) = by.into_iter().find(|one| one.covers(finding.span)) {
                silenced.push(Silenced { by: (*by).clone(), finding });
            }
        }
        silenced.dedup();
        Report { findings, silenced }
    }

    /// Takes out what is silenced, and reports silences without use: not for a file of which
    /// something was not looked at. What was not kept is never silenced unseen.
    fn hush(&mut self) -> Vec<Finding> {
        if self.silences.is_empty() {
            return Vec::new();
        }
        let hush = Hush::new(&self.silences);
        let (mut places, mut unseen) = (HashMap::new(), HashSet::new());
        for finding in &self.findings {
            if finding.rule.hides_others() {
                unseen.insert(finding.span.file);
            }
            let alike = (finding.span.file, finding.rule);
            places.entry(alike).or_insert_with(Vec::new).push(finding.span);
        }
        for (alike, more) in &self.more {
            places.entry(*alike).or_default().extend(more);
        }
        let silent = |finding: &mut Finding| hush.covers(finding.rule, finding.span);
        let hidden = self.findings.extract_if(.., silent).collect();
        for (&(file, rule), more) in &self.more {
            if let Some(span) = hush.open(file, rule, more) {
                self.findings.push(silence::not_all(rule, span));
            }
        }
        for places in places.values_mut() {
            places.sort_unstable();
        }
        for silence in &self.silences {
            for (rule, at) in &silence.rules {
                let places = places.get(&(at.file, *rule)).map_or(&[][..], Vec::as_slice);
                if !(self.partial || unseen.contains(&at.file) || silence.is_used(places)) {
                    self.findings.push(silence::idle(*rule, *at));
                }
            }
        }
        hidden
    }
}

/// The levels of one run: the table's, changed by the document's `checks:`.
#[derive(Clone, Debug, Default)]
pub struct Levels {
    changed: HashMap<Rule, Level>,
    strict: bool,
}

impl Levels {
    /// Sets a rule's level.
    pub fn set(&mut self, rule: Rule, level: Level) {
        self.changed.insert(rule, level);
    }

    /// For `build --final`: what is off until then is on, unless the document says otherwise.
    pub fn make_final(&mut self) {
        self.strict = true;
    }

    /// A rule's level in this run.
    #[must_use]
    pub fn of(&self, rule: Rule) -> Level {
        match self.changed.get(&rule) {
            Some(level) => *level,
            None if self.strict && rule == Rule::DraftBlank => Level::On(Severity::Error),
            None => rule.level(),
        }
    }
}

/// All findings of a run, in order.
#[derive(Debug, Default)]
pub struct Report {
    /// The findings, sorted by place.
    pub findings: Vec<Finding>,
    /// What is not reported since a comment says so, sorted by place.
    pub silenced: Vec<Silenced>,
}

/// A finding that a comment silences.
#[derive(Debug, PartialEq, Eq)]
pub struct Silenced {
    /// The finding.
    pub finding: Finding,
    /// The comment.
    pub by: Silence,
}

impl Report {
    /// How many are errors.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.findings.iter().filter(|finding| finding.severity == Severity::Error).count()
    }

    /// How many are warnings.
    #[must_use]
    pub fn warnings(&self) -> usize {
        self.findings.len() - self.errors()
    }
}

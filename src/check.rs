//! Checks of the numbered document; one file per family of rules.
//!
//! The rules about text run over [`Passage`]s, so that a DOCX of any maker can be read with the same
//! eyes: see [`Reading`].

mod characters;
mod citations;
mod counts;
mod drafts;
mod facts;
mod frame;
mod notes;
pub mod office;
mod pairs;
mod sequences;
mod wording;

use crate::diagnostic::Sink;
use crate::manifest::Date;
use crate::number::Numbered;
use crate::passage::{self, Numbers, Passage, Role};
use facts::Facts;

/// Reads a document's texts, one after another, in reading order; what only the whole document tells
/// is reported at the end.
#[derive(Default)]
pub struct Reading {
    own: Date,
    articles: sequences::Articles,
    citations: citations::Citations,
    tones: characters::Tones,
    by_hand: notes::ByHand,
    endings: notes::Endings,
    repeats: wording::Repeats,
}

impl Reading {
    /// Begins a document that bears the date `own`, as far as it is known.
    #[must_use]
    pub fn new(own: Date) -> Self {
        Self { own, ..Self::default() }
    }

    /// Reads a text: a section's body, a title, an article. Notes written in place stand in it as
    /// passages of [`Role::Note`].
    pub fn text(&mut self, passages: &[Passage<'_>], sink: &mut Sink) {
        let mut counts = counts::Counts::default();
        let mut pairs = pairs::Pairs::default();
        for passage in passages {
            let facts = self.one(passage, sink);
            counts.read(passage, &facts, sink);
            pairs.read(passage, sink);
            if passage.role == Role::Note {
                self.endings.read(std::slice::from_ref(passage), sink);
            }
        }
        counts.close(sink);
        pairs.close(sink);
        sequences::run(passages, &mut self.articles, sink);
    }

    /// Reads a note's paragraphs.
    pub fn note(&mut self, passages: &[Passage<'_>], sink: &mut Sink) {
        let mut pairs = pairs::Pairs::default();
        for passage in passages {
            let _ = self.one(passage, sink);
            pairs.read(passage, sink);
        }
        pairs.close(sink);
        self.endings.read(passages, sink);
    }

    /// The rules that look at a passage alone, and those that gather.
    fn one(&mut self, passage: &Passage<'_>, sink: &mut Sink) -> Facts {
        characters::run(passage, sink);
        self.tones.read(passage);
        let facts = Facts::read(&passage.text);
        self.citations.read(passage, &facts, self.own, sink);
        counts::sums(passage, &facts, sink);
        counts::shares(passage, sink);
        sequences::inside(passage, sink);
        sequences::typed(passage, sink);
        self.by_hand.read(passage);
        wording::placeholder(passage, sink);
        wording::capitals(passage, sink);
        self.repeats.read(passage);
        facts
    }

    /// Reports what only the whole document tells.
    pub fn close(self, sink: &mut Sink) {
        self.citations.close(sink);
        self.tones.close(sink);
        self.by_hand.close(sink);
        self.endings.close(sink);
        self.repeats.close(sink);
    }
}

/// Runs every check.
pub fn run(numbered: &Numbered<'_>, sink: &mut Sink) {
    let document = numbered.document();
    let mut reading = Reading::new(document.manifest.date);
    let mut appendices = frame::Appendices::new(document.manifest);
    for scalar in frame::lines(document.manifest) {
        reading.text(&[passage::of_scalar(scalar)], sink);
    }
    for (element, resolved, _) in numbered.elements() {
        let numbers = Numbers { resolved, headings: numbered.headings() };
        let passages = passage::of_element(element, numbers);
        reading.text(&passages, sink);
        appendices.read(element, &passages, sink);
    }
    for author in &document.authors {
        for note in author.notes {
            reading.note(&passage::of_note(&note.text), sink);
        }
    }
    reading.close(sink);
    notes::order(numbered, sink);
    appendices.close(sink);
    drafts::run(numbered, sink);
}

//! Checks of the numbered document; one file per family of rules.
//!
//! The rules about text run over [`Passage`]s, so that a DOCX of any maker can be read with the same
//! eyes: see [`Reading`].

mod characters;
mod citations;
mod counts;
mod district;
mod drafts;
mod facts;
mod frame;
mod gathered;
mod look;
mod notes;
pub mod office;
mod pairs;
mod sequences;
mod shares;
mod sums;
mod wording;

use crate::assemble::Role as Place;
use crate::diagnostic::Sink;
use crate::manifest::{Date, Manifest};
use crate::number::Numbered;
use crate::passage::{self, Numbers, Passage, Passages, Role};
use crate::work;
use facts::Facts;
pub use gathered::{Again, Given};
use notes::Spacing;

/// Reads a document's texts, one after another, in reading order; what only the whole document tells
/// is reported at the end.
#[derive(Default)]
pub struct Reading<'a> {
    own: Date,
    articles: sequences::Articles,
    citations: citations::Citations,
    tones: characters::Tones<'a>,
    by_hand: notes::ByHand<'a>,
    endings: notes::Endings,
    repeats: wording::Repeats,
    districts: district::Districts<'a>,
    /// What the passage at hand says in figures; kept for the room that its lists have.
    facts: Facts,
}

impl<'a> Reading<'a> {
    /// Begins a document that bears the date `own`, as far as it is known.
    #[must_use]
    pub fn new(own: Date) -> Self {
        Self { own, ..Self::default() }
    }

    /// Reads a text: a section's body, a title, an article. Notes written in place stand in it as
    /// passages of [`Role::Note`]. Says whether it may speak of an appendix.
    pub fn text(&mut self, passages: &[Passage<'a>], sink: &mut Sink) -> bool {
        let mut counts = counts::Counts::default();
        let mut pairs = pairs::Pairs::default();
        let mut appendix = false;
        for passage in passages {
            self.one(passage, sink);
            appendix |= self.facts.looks.appendix();
            counts.read(passage, &self.facts, sink);
            pairs.read(passage, &self.facts, sink);
            if passage.role == Role::Note {
                self.endings.read(std::slice::from_ref(passage), Spacing::of(&self.facts));
            }
        }
        counts.close(sink);
        pairs.close(sink);
        sequences::run(passages, &mut self.articles, sink);
        appendix
    }

    /// Reads a note's paragraphs.
    pub fn note(&mut self, passages: &[Passage<'a>], sink: &mut Sink) {
        let (mut pairs, mut spacing) = (pairs::Pairs::default(), Spacing::Even);
        for passage in passages {
            self.one(passage, sink);
            pairs.read(passage, &self.facts, sink);
            spacing = spacing.max(Spacing::of(&self.facts));
        }
        pairs.close(sink);
        self.endings.read(passages, spacing);
    }

    /// The rules that look at a passage alone, and those that gather.
    fn one(&mut self, passage: &Passage<'a>, sink: &mut Sink) {
        self.facts.read(&passage.text);
        let facts = &self.facts;
        characters::run(passage, facts, sink);
        self.tones.read(passage, facts);
        self.citations.read(passage, facts, self.own, sink);
        counts::inline(passage, facts, sink);
        sums::run(passage, facts, sink);
        shares::run(passage, facts, sink);
        sequences::inside(passage, sink);
        sequences::typed(passage, sink);
        self.by_hand.read(passage, facts);
        wording::placeholder(passage, facts, sink);
        wording::capitals(passage, facts, sink);
        self.repeats.read(passage, facts);
        self.districts.read(passage, facts, self.own);
    }

    /// Says that this reading reads no more: what it has gathered then takes no more room than it needs.
    fn end(&mut self) {
        self.citations.end();
        self.endings.end();
        self.repeats.end();
        self.facts = Facts::default();
    }

    /// Takes what another reading of the same document gathered further on.
    pub fn absorb(&mut self, other: Self) {
        self.articles = other.articles;
        self.citations.absorb(other.citations);
        self.tones.absorb(other.tones);
        self.by_hand.absorb(other.by_hand);
        self.endings.absorb(other.endings);
        self.repeats.absorb(other.repeats);
        self.districts.absorb(other.districts);
    }

    /// Reports what only the whole document tells. What was read is given `again` where there is something.
    pub fn close(self, again: &Again<'_, 'a>, sink: &mut Sink) {
        let Self { citations, tones, by_hand, endings, repeats, districts, .. } = self;
        // Those that gather much are looked through side by side.
        let cited = |_| found(|sink| citations.close(again, sink));
        let said = || {
            found(|sink| {
                endings.close(again, sink);
                repeats.close(again, sink);
            })
        };
        let (cited, said) = work::both(cited, said);
        sink.append(cited);
        tones.close(sink);
        by_hand.close(sink);
        sink.append(said);
        districts.close(sink);
    }
}

/// What a check finds by itself.
fn found(check: impl FnOnce(&mut Sink)) -> Sink {
    let mut sink = Sink::new();
    check(&mut sink);
    sink
}

/// The rules about characters over what the frame of a copy prints.
pub fn copy(manifest: &Manifest, sink: &mut Sink) {
    for scalar in frame::lines(manifest) {
        let passage = passage::of_scalar(scalar);
        characters::run(&passage, &Facts::of(&passage.text), sink);
    }
    figures(manifest, sink);
}

/// Values that hold no words: only what nobody sees is looked for.
fn figures(manifest: &Manifest, sink: &mut Sink) {
    for scalar in frame::figures(manifest) {
        characters::invisible(&passage::of_scalar(scalar), sink);
    }
}

/// How many texts one reading takes at least, and how many readings there are at most: each keeps something.
const STEP: usize = 32;
const READINGS: usize = 32;

/// Runs every check.
pub fn run(numbered: &Numbered<'_>, sink: &mut Sink) {
    let document = numbered.document();
    let mut reading = Reading::new(document.manifest.date);
    reading.articles = sequences::Articles::new(document.partial);
    for scalar in frame::lines(document.manifest) {
        reading.text(&[passage::of_scalar(scalar)], sink);
    }
    figures(document.manifest, sink);
    // Texts are read on all cores, each by a reading of its own that knows the articles before it.
    let (elements, authors) = (&document.elements, &document.authors);
    let mut articles = Vec::with_capacity(elements.len());
    let mut so_far = reading.articles;
    for element in elements {
        articles.push(so_far);
        so_far.pass(element);
    }
    let resolved: Vec<_> = numbered.elements().map(|(_, resolved, _)| resolved).collect();
    let appendix =
        elements.iter().position(|element| matches!(element.role, Place::Appendix { .. }));
    let numbers = |at: usize| Numbers { resolved: resolved[at], headings: numbered.headings() };
    let count = elements.len() + authors.len();
    let step = count.div_ceil(READINGS).max(STEP);
    let texts = |reading: usize| reading * step..count.min((reading + 1) * step);
    let read = work::map(count.div_ceil(step), 1, |at| {
        let (mut reading, mut sink) = (Reading::new(document.manifest.date), Sink::new());
        let mut room = Passages::default();
        let mut mentions = false;
        for at in texts(at) {
            let Some(element) = elements.get(at) else {
                for note in authors[at - elements.len()].notes {
                    reading.note(room.of_note(&note.text), &mut sink);
                }
                continue;
            };
            reading.articles = articles[at];
            let passages = room.of_element(element, numbers(at));
            let spoken_of = reading.text(passages, &mut sink);
            // Appendices come last, and do not mention themselves.
            if appendix.is_none_or(|first| at < first) {
                let passages = if spoken_of { passages } else { &[] };
                mentions |= frame::mentions(document.manifest, element, passages, &mut sink);
            }
        }
        reading.end();
        (reading, sink, mentions)
    });
    let mut mentioned = false;
    for (other, found, mentions) in read {
        reading.absorb(other);
        sink.append(found);
        mentioned |= mentions;
    }
    let again: &Again<'_, '_> = &|piece, see| {
        let Some(at) = piece.checked_sub(1) else {
            let lines = frame::lines(document.manifest).map(passage::of_scalar);
            return lines.for_each(|line| see(Given::Body(&[line])));
        };
        let mut room = Passages::default();
        for at in texts(at) {
            match elements.get(at) {
                Some(element) => see(Given::Body(room.of_element(element, numbers(at)))),
                None => authors[at - elements.len()]
                    .notes
                    .iter()
                    .for_each(|note| see(Given::Note(room.of_note(&note.text)))),
            }
        }
    };
    let order = |_| found(|sink| notes::order(numbered, sink));
    let (order, ()) = work::both(order, || reading.close(again, sink));
    sink.append(order);
    if !mentioned {
        frame::unmentioned(document.manifest, sink);
    }
    drafts::run(numbered, sink);
}

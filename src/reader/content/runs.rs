//! The runs of a paragraph: words that look alike, and the marks between them.

use super::{Picture, Reader, Run, What, left};
use crate::reader::story::{Kind, Paragraph, Story};
use crate::say;
use std::ops::Range;
use std::sync::Arc;

impl Reader<'_, '_> {
    /// The marks of notes and the pictures of a part of a paragraph, in order.
    fn marks(
        &mut self,
        paragraph: &Paragraph,
        notes: Option<Kind>,
        range: &Range<usize>,
    ) -> Vec<(u32, u32, What)> {
        let inside = |at: u32| (range.start as u32..=range.end as u32).contains(&at);
        let mut marks: Vec<(u32, u32, What)> = Vec::new();
        for (n, mark) in paragraph.marks.iter().enumerate().filter(|(_, mark)| inside(mark.at)) {
            let again = mark.field.and_then(|at| paragraph.fields.get(at as usize));
            let note = mark.note.or_else(|| {
                let name = again?.target.as_ref()?.to_lowercase();
                let (at, marks) = *self.names.get(&name)?;
                self.docx.story.paragraphs.get(at)?.marks.get(marks as usize)?.note
            });
            match note.and_then(|note| self.notes.get(&note)) {
                Some(note) => marks.push((mark.at, n as u32 * 2 + 1, What::Note(*note))),
                None => {
                    let at = self.place(paragraph);
                    let message = say!(
                        "dấu chú thích không có nội dung",
                        "the mark of a note that is not there"
                    );
                    left(self.sink, at, message);
                }
            }
        }
        for picture in paragraph.pictures.iter().filter(|picture| inside(picture.at)) {
            let relations = match notes {
                None => &self.relations.main,
                Some(kind) => &self.relations.notes[usize::from(kind == Kind::End)],
            };
            let relation = relations.iter().find(|one| one.id == picture.relation);
            let name = relation.filter(|one| !one.external && !picture.linked);
            let name = name.map(|one| one.target.clone());
            match name.and_then(|name| self.picture(name)) {
                Some(number) => {
                    let what = What::Picture(number, picture.alternative.trim().to_owned());
                    marks.push((picture.at, picture.marks * 2, what));
                }
                None => {
                    let at = self.place(paragraph);
                    let message = say!(
                        "ảnh không thuộc dạng PNG, JPEG, GIF, BMP hoặc nằm ngoài tệp",
                        "a picture that is no PNG, JPEG, GIF or BMP, or is not in the file"
                    );
                    left(self.sink, at, message);
                }
            }
        }
        marks.sort_by_key(|(at, order, _)| (*at, *order));
        marks
    }

    /// The runs of a part of a paragraph, without blanks around them.
    pub(super) fn runs(
        &mut self,
        paragraph: &Paragraph,
        story: &Story,
        notes: Option<Kind>,
        range: Range<usize>,
    ) -> Vec<Run> {
        let (start, end) = (range.start as u32, range.end as u32);
        let inside = |at: u32| (start..=end).contains(&at);
        let marks = self.marks(paragraph, notes, &range);
        let references: Vec<_> = paragraph
            .fields
            .iter()
            .filter(|field| {
                field.word == "REF" && field.range.start >= start && field.range.end <= end
            })
            .filter_map(|field| Some((field.range.clone(), field.target.clone()?)))
            .filter(|(range, _)| !range.is_empty())
            .collect();
        let addresses: Vec<_> = paragraph
            .fields
            .iter()
            .filter_map(|field| Some((field.range.clone(), field.address.clone()?)))
            .collect();
        let mut cuts: Vec<u32> = vec![start, end];
        cuts.extend(paragraph.pieces.iter().map(|piece| piece.at));
        cuts.extend(marks.iter().map(|(at, ..)| *at));
        for (range, _) in references.iter().chain(&addresses) {
            cuts.extend([range.start, range.end]);
        }
        cuts.retain(|at| inside(*at));
        cuts.sort_unstable();
        cuts.dedup();
        let mut out: Vec<Run> = Vec::new();
        let mut marks = marks.into_iter().peekable();
        let mut said: Option<u32> = None;
        for (n, cut) in cuts.iter().enumerate() {
            let piece = paragraph.pieces.partition_point(|piece| piece.at <= *cut).checked_sub(1);
            let piece = piece.and_then(|at| paragraph.pieces.get(at));
            let (bold, italic) = piece.map_or((false, false), |piece| {
                (piece.look.bold == Some(true), piece.look.italic == Some(true))
            });
            while let Some((.., what)) = marks.next_if(|(at, ..)| at <= cut) {
                let alike = !matches!(what, What::Note(_));
                out.push(Run { what, bold: bold && alike, italic: italic && alike, link: None });
            }
            let Some(next) = cuts.get(n + 1) else { break };
            let text = paragraph.text.get(*cut as usize..*next as usize).unwrap_or("");
            let link = piece.and_then(|piece| piece.link).and_then(|link| {
                let id = story.links.get(link as usize).filter(|id| !id.is_empty())?;
                let relations = match notes {
                    None => &self.relations.main,
                    Some(kind) => &self.relations.notes[usize::from(kind == Kind::End)],
                };
                let found = relations.iter().find(|one| one.id == *id && one.external)?;
                Some(Arc::from(found.target.as_str()))
            });
            let field = addresses.iter().find(|(range, _)| range.contains(cut));
            let link = link.or_else(|| field.map(|(_, address)| Arc::from(address.as_str())));
            let reference = references.iter().find(|(range, _)| range.contains(cut));
            if let Some((range, target)) = reference {
                if said != Some(range.start) {
                    said = Some(range.start);
                    let words = &paragraph.text[range.start as usize..range.end as usize];
                    let what = What::Reference(target.to_lowercase(), words.to_owned());
                    out.push(Run { what, bold, italic, link: None });
                }
                continue;
            }
            out.push(Run { what: What::Text(text.to_owned()), bold, italic, link });
        }
        trim(out)
    }

    fn picture(&mut self, name: String) -> Option<usize> {
        if let Some(known) = self.known.get(&name) {
            return *known;
        }
        let bytes = self.package.bytes(&name).ok().flatten();
        let found = bytes.and_then(|bytes| {
            let extension = match imagesize::image_type(&bytes) {
                Ok(imagesize::ImageType::Png) => "png",
                Ok(imagesize::ImageType::Jpeg) => "jpg",
                Ok(imagesize::ImageType::Gif) => "gif",
                Ok(imagesize::ImageType::Bmp) => "bmp",
                _ => return None,
            };
            imagesize::blob_size(&bytes).ok()?;
            self.out.pictures.push(Picture { bytes, extension });
            Some(self.out.pictures.len() - 1)
        });
        self.known.insert(name, found);
        found
    }
}

/// Runs without empty ones and without blanks around them; those alike are one.
pub(crate) fn trim(runs: Vec<Run>) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    for mut run in runs {
        if let What::Text(text) = &mut run.what {
            if out.is_empty() {
                *text = text.trim_start().to_owned();
            }
            if text.is_empty() {
                continue;
            }
            if let Some(last) = out.last_mut()
                && (last.bold, last.italic, &last.link) == (run.bold, run.italic, &run.link)
                && let What::Text(before) = &mut last.what
            {
                before.push_str(text);
                continue;
            }
        }
        out.push(run);
    }
    while let Some(Run { what: What::Text(text), .. }) = out.last_mut() {
        text.truncate(text.trim_end().len());
        if !text.is_empty() {
            break;
        }
        out.pop();
    }
    out
}

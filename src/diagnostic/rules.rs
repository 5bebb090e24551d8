//! The one table of rules. Names and levels stand here; everything that is said about a rule stands
//! in `rules/*.yaml`, a file per family, and is read by [`catalogue`](super::catalogue).

use super::{Level, Severity};

/// A rule's page.
pub struct Page {
    /// The rule.
    pub rule: Rule,
    /// Its name in files, on the command line and in JSON.
    pub name: &'static str,
    /// Its level unless the document changes it.
    pub level: Level,
    /// `checks:` cannot lower it: what was written would be lost, or could not be printed right.
    pub fixed: bool,
}

macro_rules! rules {
    ($($variant:ident $name:literal $level:expr,)*) => {
        /// A rule, by its name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs)]
        pub enum Rule { $($variant,)* }

        /// Every rule, in the order of the table.
        pub const ALL: &[Page] = &[$(Page {
            rule: Rule::$variant, name: $name, level: $level.0, fixed: $level.1,
        },)*];
    };
}

// A level, and whether it is fixed.
const OFF: (Level, bool) = (Level::Off, false);
const WARNING: (Level, bool) = (Level::On(Severity::Warning), false);
const ERROR: (Level, bool) = (Level::On(Severity::Error), false);
const FIXED: (Level, bool) = (Level::On(Severity::Error), true);

rules! {
    FileUnreadable "file-unreadable" FIXED,
    FileEncoding "file-encoding" FIXED,
    YamlSyntax "yaml-syntax" FIXED,
    YamlFeature "yaml-feature" FIXED,
    LimitExceeded "limit-exceeded" FIXED,
    UnknownKey "unknown-key" ERROR,
    MissingKey "missing-key" FIXED,
    WrongType "wrong-type" FIXED,
    DuplicateKey "duplicate-key" FIXED,
    FootnoteUndefined "footnote-undefined" ERROR,
    FootnoteUnused "footnote-unused" WARNING,
    FootnoteOrder "footnote-order" WARNING,
    FootnoteTypedByHand "footnote-typed-by-hand" WARNING,
    FootnoteNested "footnote-nested" FIXED,
    FootnoteEmpty "footnote-empty" FIXED,
    NoteBlock "note-block" ERROR,
    PictureMissing "picture-missing" ERROR,
    PictureUnreadable "picture-unreadable" ERROR,
    LinkForbidden "link-forbidden" ERROR,
    TableMalformed "table-malformed" FIXED,
    NumberMismatch "number-mismatch" WARNING,
    LetterSequence "letter-sequence" WARNING,
    ClauseSequence "clause-sequence" WARNING,
    HeadingTooDeep "heading-too-deep" FIXED,
    HeadingOverflow "heading-overflow" FIXED,
    ReferenceUndefined "reference-undefined" ERROR,
    SectionMissing "section-missing" ERROR,
    SectionUnplaced "section-unplaced" WARNING,
    SectionDuplicate "section-duplicate" ERROR,
    IdDuplicate "id-duplicate" ERROR,
    SectionEmpty "section-empty" WARNING,
    CitationConflict "citation-conflict" WARNING,
    DateInvalid "date-invalid" WARNING,
    CountMismatch "count-mismatch" WARNING,
    SumMismatch "sum-mismatch" WARNING,
    QuoteUnbalanced "quote-unbalanced" WARNING,
    BracketUnbalanced "bracket-unbalanced" WARNING,
    NotNfc "not-nfc" WARNING,
    InvisibleCharacter "invisible-character" WARNING,
    LegacyEncoding "legacy-encoding" ERROR,
    StyleUnknown "style-unknown" ERROR,
    UnknownRule "unknown-rule" ERROR,
    SilenceUnused "silence-unused" WARNING,
    DraftBlank "draft-blank" OFF,
    FootnoteRepeated "footnote-repeated" WARNING,
    FootnoteStop "footnote-stop" WARNING,
    LabelInText "label-in-text" WARNING,
    NumberTyped "number-typed" WARNING,
    CitationKind "citation-kind" WARNING,
    SymbolSpelling "symbol-spelling" WARNING,
    RatioMismatch "ratio-mismatch" WARNING,
    ToneMixed "tone-mixed" WARNING,
    SpaceRun "space-run" WARNING,
    PlaceholderLeft "placeholder-left" WARNING,
    ReferenceCapital "reference-capital" WARNING,
    LetterLookalike "letter-lookalike" WARNING,
    DistrictBody "district-body" WARNING,
    SubjectPrefix "subject-prefix" WARNING,
    TextRepeated "text-repeated" WARNING,
    AppendixUnmentioned "appendix-unmentioned" WARNING,
    AppendixMissing "appendix-missing" WARNING,
    StyleOutOfRange "style-out-of-range" WARNING,
    KeyUnused "key-unused" WARNING,
    SymbolMismatch "symbol-mismatch" WARNING,
    SignatureAuthority "signature-authority" WARNING,
    SignatureDegree "signature-degree" WARNING,
    PartBroken "part-broken" ERROR,
    FootnoteDuplicate "footnote-duplicate" ERROR,
    BookmarkBroken "bookmark-broken" WARNING,
    FieldBroken "field-broken" WARNING,
    HeadingSequence "heading-sequence" WARNING,
    PageSize "page-size" WARNING,
    PageMargins "page-margins" WARNING,
    PageNumber "page-number" WARNING,
    FontFamily "font-family" WARNING,
    TextColour "text-colour" WARNING,
    BodySize "body-size" WARNING,
    BodyIndent "body-indent" WARNING,
    BodyAlignment "body-alignment" WARNING,
    LineSpacing "line-spacing" WARNING,
    ParagraphSpacing "paragraph-spacing" WARNING,
    FrameMissing "frame-missing" WARNING,
    FrameWording "frame-wording" WARNING,
    FrameType "frame-type" WARNING,
    EndMarkMissing "end-mark-missing" WARNING,
    ImportLeftOut "import-left-out" WARNING,
    ImportUnsure "import-unsure" WARNING,
}

impl Rule {
    /// The rule's page.
    #[must_use]
    pub fn page(self) -> &'static Page {
        &ALL[self as usize]
    }

    /// Its name in files, on the command line and in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.page().name
    }

    /// Its level unless the document changes it.
    #[must_use]
    pub fn level(self) -> Level {
        self.page().level
    }

    /// Whether a fault of this rule keeps others in its file from being looked for.
    #[must_use]
    pub(super) fn hides_others(self) -> bool {
        matches!(
            self,
            Self::FileUnreadable
                | Self::FileEncoding
                | Self::YamlSyntax
                | Self::YamlFeature
                | Self::MissingKey
                | Self::WrongType
                | Self::SectionUnplaced
                | Self::SectionDuplicate
        )
    }

    /// The rule called `name`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        ALL.iter().find(|page| page.name == name).map(|page| page.rule)
    }
}

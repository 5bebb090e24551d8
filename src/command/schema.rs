//! `vanthu schema`: a JSON Schema for an editor.

use super::{lang, print};
use crate::cli::{SchemaArgs, SchemaOf};
use vanthu::schema::{self, What};

pub(super) fn run(args: &SchemaArgs) -> u8 {
    let what = match args.what {
        SchemaOf::Section => What::Section,
        SchemaOf::Document => What::Document,
        SchemaOf::Style => What::Style,
        SchemaOf::Checks => What::Checks,
    };
    print(&schema::text(what, lang(args.lang)));
    0
}

//! `vanthu status`: who has handed in, and how it stands.

use super::{lang, open, print};
use crate::cli::{StatusArgs, StatusFormat};
use std::time::SystemTime;
use vanthu::diagnostic::Sink;
use vanthu::{compose, status};

pub(super) fn run(args: &StatusArgs) -> Result<u8, u8> {
    let lang = lang(args.lang);
    let mut sink = Sink::new();
    let folder = open(&args.dir, lang, &mut sink)?;
    let _ = compose(&folder, &mut sink);
    let report = sink.close(&folder.levels);
    let rows = status::rows(&folder, &report);
    print(&match args.format {
        StatusFormat::Text => status::table(&rows, SystemTime::now(), lang),
        StatusFormat::Json => format!("{:#}\n", status::json(&rows)),
    });
    Ok(super::status(&report, &folder))
}

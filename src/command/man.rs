//! `vanthu man`: manual pages, one for the program and one for each command.

use super::{lang, say_error, tell};
use crate::cli::{ManArgs, help};
use std::fs;
use vanthu::say;

pub(super) fn run(args: &ManArgs) -> Result<u8, u8> {
    let lang = lang(args.lang);
    let write = || -> std::io::Result<usize> {
        fs::create_dir_all(&args.dir)?;
        let whole = help::command(lang);
        let mut pages = vec![("vanthu".to_owned(), whole.clone())];
        for one in whole.get_subcommands().filter(|one| one.get_name() != "help") {
            let name = format!("vanthu-{}", one.get_name());
            pages.push((name.clone(), one.clone().name(name)));
        }
        let count = pages.len();
        for (name, page) in pages {
            let mut out = Vec::new();
            clap_mangen::Man::new(page).render(&mut out)?;
            fs::write(args.dir.join(format!("{name}.1")), out)?;
        }
        Ok(count)
    };
    let name = args.dir.display();
    match write() {
        Ok(count) => {
            tell(
                say!("Đã ghi {count} trang vào «{name}»\n", "Wrote {count} pages to `{name}`\n")
                    .get(lang),
            );
            Ok(0)
        }
        Err(error) => Err(say_error(
            lang,
            &say!("không ghi được vào «{name}»: {error}", "`{name}` cannot be written to: {error}"),
        )),
    }
}

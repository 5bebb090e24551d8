//! `vanthu explain`: what a rule means.

use super::{lang, print, say_error};
use crate::cli::ExplainArgs;
use vanthu::diagnostic::{Rule, explain, rules};
use vanthu::say;
use vanthu::text::nearest;

pub(super) fn run(args: &ExplainArgs) -> Result<u8, u8> {
    let lang = lang(args.lang);
    let Some(name) = args.rule.as_deref() else {
        print(&explain::list(lang));
        return Ok(0);
    };
    let Some(rule) = Rule::named(name) else {
        let message = match nearest(name, rules::ALL.iter().map(|page| page.name)) {
            Some(near) => say!(
                "không có quy tắc «{name}»; có phải là «{near}»?",
                "there is no rule `{name}`; did you mean `{near}`?"
            ),
            None => say!(
                "không có quy tắc «{name}»; xem danh sách: vanthu explain",
                "there is no rule `{name}`; for the list: vanthu explain"
            ),
        };
        return Err(say_error(lang, &message));
    };
    print(&explain::page(rule, lang));
    Ok(0)
}

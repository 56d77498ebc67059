//! The page on stackful and stackless coroutines: a suspension is made, seen, and told of.
//!
//! Never knows how a page is drawn.

use crate::app::effect::Effect;
use crate::app::state::App;
use crate::app::state::overlay::{About, Overlay};
use crate::i18n::{self, Lang};
use crate::python::stackful::{Suspension, suspend_in_a_plain_call};

/// Makes the suspension and shows the page.
pub(in crate::app) fn open(app: &mut App) -> Vec<Effect> {
    match suspend_in_a_plain_call() {
        Ok(seen) => app
            .overlays
            .push(Overlay::page(About::Stacks(Box::new(seen)))),
        Err(error) => app.notice = Some(error.to_string()),
    }
    Vec::new()
}

/// The page's title and its text (Markdown), with what was seen.
pub fn text(seen: &Suspension, lang: Lang) -> (&'static str, String) {
    let page = i18n::page(lang, "stacks");
    let (title, text) = page.split_once('\n').unwrap_or((page, ""));
    let (body, innermost) = (
        format!("{:#x}", seen.body),
        format!("{:#x}", seen.innermost),
    );
    let bytes = seen.bytes().to_string();
    let values = [&seen.yielded, &seen.sent, &seen.returned].map(|value| value.repr());
    let filled = i18n::fill(text.trim_start(), |name| {
        let value = match name {
            "body" => &body,
            "innermost" => &innermost,
            "bytes" => &bytes,
            "yielded" => &values[0],
            "sent" => &values[1],
            "returned" => &values[2],
            _ => return None,
        };
        Some(value.into())
    });
    (title.trim_start_matches("# "), filled)
}

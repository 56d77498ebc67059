//! The size of a screen on the command line: `100x30`.
//!
//! Never knows what is drawn on it.

use crate::i18n::Sentence;
use crate::record;

/// Reads what `--size` is given: columns, rows.
pub(super) fn size(text: &str) -> Result<(u16, u16), Sentence> {
    let both = text.split_once(['x', '×']);
    let both = both.and_then(|(columns, rows)| Some((columns.parse().ok()?, rows.parse().ok()?)));
    let (columns, rows): (u32, u32) = both.ok_or_else(|| Sentence::new("cli.wrong.size"))?;
    let [least, most] = record::SIZES;
    let fit = |number, least, most| {
        let number = u16::try_from(number).ok();
        number.filter(|number| (least..=most).contains(number))
    };
    let (columns, rows) = (fit(columns, least.0, most.0), fit(rows, least.1, most.1));
    columns.zip(rows).ok_or_else(|| {
        let written = |(columns, rows): (u16, u16)| format!("{columns}x{rows}");
        let sentence = Sentence::new("cli.wrong.size_between");
        sentence
            .with("least", written(least))
            .with("most", written(most))
    })
}

//! The size of a screen on the command line: `100x30`.
//!
//! Never knows what is drawn on it.

use crate::record;

/// Reads what `--size` is given: columns, rows.
pub(in crate::cli) fn size(text: &str) -> Result<(u16, u16), String> {
    let both = text.split_once(['x', '×']);
    let both = both.and_then(|(columns, rows)| Some((columns.parse().ok()?, rows.parse().ok()?)));
    let (columns, rows): (u32, u32) =
        both.ok_or("a size is columns x rows, for instance 100x30")?;
    let [least, most] = record::SIZES;
    let fit = |number, least, most| {
        let number = u16::try_from(number).ok();
        number.filter(|number| (least..=most).contains(number))
    };
    let (columns, rows) = (fit(columns, least.0, most.0), fit(rows, least.1, most.1));
    columns.zip(rows).ok_or_else(|| {
        let ((c, r), (columns, rows)) = (least, most);
        format!("a size lies between {c}x{r} and {columns}x{rows}")
    })
}

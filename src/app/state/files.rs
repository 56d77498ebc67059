//! How one looks at the files of a script: which was chosen, and how far each is scrolled.
//!
//! Never knows what is in them.

use std::collections::BTreeMap;

use crate::history::FileName;

/// How one looks at the files of a script.
#[derive(Debug, Default)]
pub(in crate::app) struct Files {
    /// The one that was chosen by hand; None: the listing is where one looks.
    pub(super) chosen: Option<FileName>,
    /// The first row shown of each that was scrolled by hand.
    pub(super) scrolls: BTreeMap<FileName, usize>,
}
